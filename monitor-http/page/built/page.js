var gs=/^(INPUT|TEXTAREA|SELECT)$/;function vt(e){
return e instanceof Element&&gs.test(e.tagName)}var ys=new Intl.NumberFormat("en-GB"),O=e=>typeof e==
"number"&&Number.isFinite(e),p=e=>O(e)?ys.format(e):
"–",A=(e,t=1)=>O(e)?`${e.toFixed(t)} %`:"–",D=(e,t,o=`${t}\
s`)=>`${p(e)} ${e===1?t:o}`;function j(e){if(!O(e))
return"–";if(e<0)return`−${j(-e)}`;if(e===0)return"\
0 s";if(e<.001)return`${(e*1e6).toFixed(0)} µs`;if(e<
1)return`${(e*1e3).toFixed(e<.1?1:0)} ms`;if(e<60)
return`${e.toFixed(e<10?2:1)} s`;let[t,o,n]=[Math.
floor(e/86400),Math.floor(e/3600)%24,Math.floor(e/
60)%60];return t?`${t} d ${o} h`:o?`${o} h ${String(
n).padStart(2,"0")} min`:`${n} min ${String(Math.floor(
e%60)).padStart(2,"0")} s`}function U(e){if(!O(e))
return"–";let[t,o,n]=[e/86400,e/3600,e/60];return t>=
2?`${Math.round(t)} d`:o>=2?`${Math.round(o)} h`:n>=
2?`${Math.round(n)} min`:`${Math.max(0,Math.round(
e))} s`}function Y(e){if(!O(e))return"–";let t=[
"B","KiB","MiB","GiB","TiB"],o=0;for(;e>=1024&&o<t.
length-1;)e/=1024,o+=1;return`${e.toFixed(o?1:0)} ${t[o]}`}
var R=e=>O(e)?e*1e3:Date.parse(String(e));var hs=Object.freeze({});function r(e,t,...o){return{
tag:e,props:t??hs,key:t?.key,children:xt(o,[]),node:null}}
function Re(e,t,o){return{make:o,deps:t,key:e,inner:null,
node:null}}function xt(e,t){for(let o of e)bs(o)?xt(
o,t):o!==null&&typeof o=="object"?t.push(o):t.push(
{text:ws(o),node:null});return t}function bs(e){return Array.
isArray(e)}function ws(e){return e==null||typeof e==
"boolean"?"":String(e)}var It=new Intl.DateTimeFormat(void 0,{dateStyle:"\
medium",timeStyle:"medium"}),To=0;function Co(e){To=
e-Date.now()}var F=()=>Date.now()+To;function Xe(e){
let t=(F()-e)/1e3;return t<-1.5?`in ${U(-t)}`:t<1.5?
"now":`${U(t)} ago`}function T(e){let t=R(e);if(Number.
isNaN(t))return"–";let o=n=>{n.textContent=Xe(t)};
return r("time",{key:`t${t}`,class:"ago",datetime:new Date(
t).toISOString(),title:It.format(t),mounted:o})}function _t(e){
let t=o=>{o.textContent=j(Math.max(0,(F()-e)/1e3))};
return r("time",{key:`s${e}`,class:"since","data-a\
t":e,datetime:new Date(e).toISOString(),title:`sin\
ce ${It.format(e)}`,mounted:t})}function le(e){let t=R(
e);if(Number.isNaN(t))return"–";let o=new Date(t),
s=o.toDateString()===new Date(F()).toDateString()?
o.toLocaleTimeString("en-GB"):`${o.toISOString().slice(
0,10)} ${o.toLocaleTimeString("en-GB")}`;return r(
"time",{datetime:o.toISOString(),title:It.format(t)},
s)}function Mo(){for(let e of document.querySelectorAll(
"time.ago")){let t=Xe(Date.parse(e.dateTime));e.textContent!==
t&&(e.textContent=t)}for(let e of document.querySelectorAll(
"time.since"))e.textContent=j(Math.max(0,(F()-Number(
e.dataset.at))/1e3))}var Kt=!0,No=()=>{};function Oo(e){No=e}function h(){
Kt&&(Kt=!1,requestAnimationFrame(()=>{Kt=!0,No()}))}
function Ae(e){requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector(e)?.focus()))}var w=Lo();function Lo(){let[e="",t=""]=location.hash.
replace(/^#\/?/,"").split("?"),o=e.split("/").filter(
n=>n).map(n=>{try{return decodeURIComponent(n)}catch{
return n}});return{view:o[0]||"overview",rest:o.slice(
1),query:Object.fromEntries(new URLSearchParams(t))}}
function y(e,t=[],o={}){let n=Object.entries(o).filter(
([,i])=>i!=null&&i!==""),s=new URLSearchParams(n.map(
([i,a])=>[i,String(a)])).toString();return`#/${[e,
...t].map(encodeURIComponent).join("/")}${s?`?${s}`:
""}`}function Ze(e){location.hash=e}function ne(e){
Vt(y(w.view,w.rest,{...w.query,...e}))}function Vt(e){
history.replaceState(null,"",e),Ut(),h()}function Ut(){
w=Lo()}var ks="http://www.w3.org/2000/svg",Do=new WeakMap,
Fo=new WeakMap;function Jo(e,t){let o=xt([t],[]);qo(
e,Do.get(e)??[],o,!1),Do.set(e,o)}function Bo(e,t){
return e.text!==void 0?e.node=document.createTextNode(
e.text):e.make?(e.inner=e.make(),e.node=Ht(e.inner,
t)):Ht(e,t)}function Ht(e,t){let{tag:o,props:n}=e,
s=t||o==="svg",i=s?document.createElementNS(ks,o):
document.createElement(o);e.node=i;for(let a of e.
children)i.append(Bo(a,s));for(let[a,c]of Object.entries(
n))zt(i,a,c,void 0);return n.mounted&&n.mounted(i),
i}function Gt(e,t){return e.tag===t.tag&&e.key===t.
key&&!!e.make==!!t.make}function Ao(e,t,o){if(e!==
t)if(t.text!==void 0){if(e.text===void 0)return;t.
node=e.node,t.node&&e.text!==t.text&&(t.node.data=
t.text)}else t.make?e.make&&vs(e,t,o):e.tag!==void 0&&
Wo(e,t,o)}function vs(e,t,o){let n=e.deps.length===
t.deps.length&&e.deps.every((s,i)=>s===t.deps[i]);
if(t.node=e.node,n){t.inner=e.inner;return}t.inner=
t.make(),e.inner&&Gt(e.inner,t.inner)?Wo(e.inner,t.
inner,o):e.node?.replaceWith(Ht(t.inner,o)),t.node=
t.inner.node}function Wo(e,t,o){let{node:n}=e;if(t.
node=n,e===t||!n)return;let s=e.props;for(let i of Object.
keys(s))i in t.props||zt(n,i,void 0,s[i]);for(let[
i,a]of Object.entries(t.props))zt(n,i,a,s[i]);qo(n,
e.children,t.children,o||t.tag==="svg"),t.props.updated&&
t.props.updated(n)}function qo(e,t,o,n){let s=(d,m)=>m&&
Gt(d,m);if(t.length===o.length&&t.every((d,m)=>s(d,
o[m]))){t.forEach((d,m)=>{let f=o[m];f&&Ao(d,f,n)});
return}let i=new Map,a=[];for(let d of t)d.key!==void 0?
i.set(d.key,d):a.push(d);let c=new Set(t),l=0;for(let d of o){
let m=d.key===void 0?a[l++]:i.get(d.key);m&&c.has(
m)&&Gt(m,d)?(c.delete(m),Ao(m,d,n)):Bo(d,n)}for(let d of c)
d.node?.remove();let u=e.firstChild;for(let{node:d}of o)
d&&d===u?u=u.nextSibling:d&&e.insertBefore(d,u)}function zt(e,t,o,n){
if(!(o===n&&t!=="value")&&!(t==="key"||t==="mounte\
d"||t==="updated"))if(t.startsWith("on"))xs(e,t.slice(
2),o);else if(t==="style")_s(e,o,n);else if(t==="v\
alue"&&"value"in e){let s=o==null?"":String(o);e.value!==
s&&(e.value=s)}else t==="checked"&&"checked"in e?e.
checked=!!o:$s(e,t,o)}function xs(e,t,o){let n=Fo.
get(e)??{};Fo.set(e,n),t in n||e.addEventListener(
t,s=>{let i=n[t];typeof i=="function"&&i(s)}),n[t]=
o}function _s(e,t,o){if(e instanceof HTMLElement||
e instanceof SVGElement){for(let n of Object.keys(
o??{}))(!t||!(n in t))&&e.style.removeProperty(n);
for(let[n,s]of Object.entries(t??{}))(!o||o[n]!==s)&&
e.style.setProperty(n,s)}}function $s(e,t,o){o==null||
o===!1?e.removeAttribute(t):e.setAttribute(t,o===!0?
"":String(o))}var Je=[];function B(e){let t=document.getElementById(
"said");t&&(t.textContent=e)}function ke(e,t,o=null){
Je=Je.filter(n=>n.text!==t).slice(-3).concat({kind:e,
text:t,more:o}),h()}function Io(e){Je=Je.filter(t=>t!==
e),h()}var{dataset:Yt}=document.documentElement,Ss=(Yt.has||
"").split(" "),Es=(Yt.may||"").split(" "),Ko=String(
Yt.version),P=e=>Ss.includes(e),W=e=>Es.includes(e);function Qt(e,t){if(!Vo(t))return t;let o=Vo(e)?{...e}:
{};for(let[n,s]of Object.entries(t))s===null?delete o[n]:
o[n]=Qt(o[n],s);return o}function Vo(e){return typeof e==
"object"&&e!==null&&!Array.isArray(e)}var b={},Xt={},re=[],et=0,Zt=500,ve=null,tt=0;function se(){
return b.status&&!xe(b.status)?b.status:void 0}function xe(e){
return!!e.error}function eo(e,t){let o=JSON.parse(
t),n=Xt[e];if(e==="hello")js(o);else if(e==="event\
s")Ps(o.events??[]);else if(e==="dropped")et+=o.count??
0;else if(o.full!==void 0)Uo(e,o.full);else{if(n===
void 0||o.version===void 0)return!1;if(n===o.version-
1)Uo(e,Qt(zo(e),o.patch));else return n>=o.version}
return o.version!==void 0&&(Xt[e]=o.version),h(),!0}
function Ho(e){let t=zo(e);return t===void 0?void 0:
JSON.stringify({version:Xt[e],full:t})}function Go(e){
return JSON.stringify({stream:ve,now:e})}function zo(e){
return b[e]}function Uo(e,t){b[e]=t}function js(e){
e.now&&Co(Date.parse(e.now)),ve!==null&&ve!==e.stream&&
(re=[],et=0,tt+=1),ve=e.stream??null}function Ps(e){
let t=re.at(-1)?.seq??0,o=e.filter(n=>n.seq>t);o.length&&
(re=re.concat(o).slice(-Zt))}var Z={state:"wait",since:Date.now()},Rs={wait:"",
live:"connected",poll:"connected, asking every two\
 seconds",gone:"the server does not answer"};function to(e){
Z.state!==e&&((Z.state!=="wait"||e==="gone")&&B(Rs[e]),
Z={state:e,since:Date.now()},h())}function K(e){return e instanceof Error?e:new Error(
String(e))}function $t(e,t){return Object.assign(new Error(
e),{status:t})}async function ee(e,t,o){let n={Accept:"\
application/json"};o!==void 0&&(n["Content-Type"]=
"application/json");let s;try{s=await fetch(t,{method:e,
headers:n,...o===void 0?{}:{body:JSON.stringify(o)}})}catch{
throw $t("the server does not answer",0)}let i=await s.
text(),a=i;try{a=i?JSON.parse(i):null}catch{}if(s.
ok)return a;let c=a?.error?.message;throw $t(c||`${s.
status} ${s.statusText}`,s.status)}var Yo={status:{path:"status",document:e=>e},jobs:{
path:"api/v1/jobs",document:e=>oo(e,"job_id","jobs")},
runs:{path:"api/v1/runs",document:e=>oo(e,"id","ru\
ns")},exec:{path:"api/v1/exec",document:e=>oo(e,"i\
d","commands")}};function Qo(e){return e!=="events"&&
Yo[e]!==void 0}async function Xo(e){let t=Yo[e];return t&&
t.document(await ee("GET",t.path))}function oo(e,t,o){
let n=e;return{order:n.map(s=>s[t]),[o]:Object.fromEntries(
n.map(s=>[s[t],s]))}}var Zo=[1e3,2e3,4e3,8e3];function St(e){return Zo[Math.
min(e,Zo.length-1)]??0}var Ts=2e3;function en(e,t,o){let n=null,s=0,i=0,a=!1,
c=()=>{if(a)return;if(!P("feed")){u();return}let d=e.
includes("events")?`&batch=1&backlog=${Zt}`:"",m=new EventSource(
`api/v1/events?topics=${e.join(",")}${d}`);n=m,m.onopen=
()=>{i=0,o("live")};for(let f of["hello","dropped",
...e])m.addEventListener(f,x=>t(f,x.data));m.onerror=
()=>{n?.close(),l()}},l=async()=>{let d=await ee("\
GET","healthz").then(()=>!0,()=>!1);if(!a){if(d&&i>
0){u();return}d||o("gone"),s=setTimeout(c,St(i)*(.8+
.4*Math.random())),i+=1}},u=async(d=1)=>{let m=e.filter(
Qo),f=await Promise.all(m.map(g=>Xo(g).then(S=>({topic:g,
document:S,status:200}),S=>({topic:g,document:void 0,
status:K(S).status??0}))));if(a)return;for(let{topic:g,
document:S}of f)S!==void 0&&t(g,JSON.stringify({full:S}));
if(e.includes("events")){let g=await ee("GET","api\
/v1/events?limit=100").catch(()=>null);g&&t("event\
s",JSON.stringify(g))}if(a)return;let x=f.some(({status:g})=>g>
0)||m.length===0;o(x?"poll":"gone"),s=setTimeout(()=>P(
"feed")&&d%15===0?c():u(d+1),Ts)};return c(),()=>{
a=!0,clearTimeout(s),n&&n.close()}}var so=crypto.getRandomValues(new Uint32Array(2)).
join("-"),no=navigator.locks,ot=no&&"BroadcastChan\
nel"in window?new BroadcastChannel(`monitor ${location.
pathname}`):null,Be=new Map,on=9e4,Ce=!1,Te=null,ro=[],
Et=[];function nn(){return Ce||!ot}function rn(e){
let t=[...new Set(e)].filter(o=>o==="events"||P(o)).
sort();t.join()!==Et.join()&&(Et=t,Ce?Pt():jt())}function _e(e){
ot&&ot.postMessage(e)}function jt(){_e({join:so,topics:Et})}
function Pt(e=!1){for(let[n,{at:s}]of Be)Date.now()-
s>on&&Be.delete(n);let t=[...Be.values()].flatMap(
({topics:n})=>n),o=[...new Set([...Et,...t])].sort();
!e&&Te&&o.every(n=>ro.includes(n))||(Te&&Te(),ro=o,
Te=en(o,Cs,n=>{to(n),io({link:n})}))}function io(e){
Be.size&&_e(e)}function Cs(e,t){io({name:e,text:t}),
eo(e,t)||Pt(!0)}function Ms({join:e,topics:t=[],leave:o,
who:n,to:s,link:i,name:a,text:c}){if(e&&Ce){Be.set(
e,{topics:t,at:Date.now()});let l=t.every(u=>ro.includes(
u));Pt(),l&&Ns(e,t)}else if(o)Be.delete(o);else if(n&&
!Ce)jt();else{if(Ce||s&&s!==so)return;i?to(i):a&&c!==
void 0&&!eo(a,c)&&jt()}}function Ns(e,t){_e({to:e,
name:"hello",text:Go(new Date(F()).toISOString())});
for(let o of t){let n=o==="events"?JSON.stringify(
{events:re}):Ho(o);n!==void 0&&_e({to:e,name:o,text:n})}
_e({to:e,link:Z.state})}function tn(){Ce=!0,io({who:!0}),
_e({who:!0}),Pt()}function sn(){if(!ot||!no){let e=()=>{
document.hidden?Te&&(Te(),Te=null):tn()};document.
addEventListener("visibilitychange",e),e();return}
ot.onmessage=({data:e})=>Ms(e),no.request(`monitor\
 stream ${location.pathname}`,()=>(tn(),new Promise(
()=>{}))),jt(),setInterval(()=>{Ce&&_e({who:!0})},
on/3),window.addEventListener("pagehide",()=>_e({leave:so}))}var Os={good:"completed complete finished success \
succeeded ok online ended exited live verified man\
ually_verified",bad:"failed error crashed offline \
signaled unreadable timeout timed_out limit lost s\
tuck rejected",warn:"cancelled stalled silent retr\
ying warning restart wait stopped suspended",busy:"\
running started active stepping submitted",held:"p\
aused held"},Ls=new Map(Object.entries(Os).flatMap(
([e,t])=>t.split(" ").map(o=>[o,e]))),nt=e=>Ls.get(
e)??(/^(exit code|signal)/.test(e)?"bad":"idle"),Ds={
good:"M3 8.5 6.5 12 13 4.5",bad:"M4 4l8 8M12 4l-8 \
8",warn:"M8 3v6M8 11.6v1.4",busy:"M5 3.5 12 8 5 12\
.5z",held:"M5.5 3.5v9M10.5 3.5v9",idle:"M8 4.5v4l2\
.5 2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.\
8z"};function L(e){return r("svg",{class:`sign ${e}`,
viewBox:"0 0 16 16",width:14,height:14,"aria-hidde\
n":"true"},r("path",{d:Ds[e]}))}function E(e,t=nt(
e)){return r("span",{class:`state ${t}`},L(t),r("s\
pan",null,e.replaceAll("_"," ")))}function k(e,{aside:t,key:o,class:n},...s){let i=`\
s-${(o||e).toLowerCase().replace(/[^a-z0-9]+/g,"-")}`;
return r("section",{key:o??i,class:`card ${n||""}`,
"aria-labelledby":i},r("div",{class:"head"},r("h2",
{id:i},e),t),s)}function an(e){return r("dl",{class:"\
tiles"},e.filter(t=>t!==null).map(([t,o,n,s])=>r("\
div",{key:t,class:n||null,title:s},r("dt",null,n?L(
n):null,t),r("dd",null,o))))}function ie(e){let t=e.
filter(([,o])=>o!=null&&o!==""&&o!=="–");return r(
"dl",{class:"facts"},t.map(([o,n])=>r("div",{key:o},
r("dt",null,o),r("dd",null,n))))}function _(e,...t){
return r("div",{class:"empty"},r("p",null,e),t.length?
r("p",null,t):null)}function X(e,t){return r("div",
{class:"note bad"},L("bad")," ",`${e}: ${t.message}\
. `,t.status===404?"It may have been forgotten sin\
ce: only the newest are kept.":"It is asked for ag\
ain when something changes.")}var $=()=>r("p",{class:"\
waiting"},"Loading …");function ce(e,t,o="busy"){
let n=Math.max(0,Math.min(100,e||0));return r("div",
{class:`progress ${o}`,role:"progressbar","aria-la\
bel":t,"aria-valuemin":0,"aria-valuemax":100,"aria\
-valuenow":Math.round(n)},r("i",{style:{width:`${n.
toFixed(2)}%`}}))}function N(e,t,o={}){return r("b\
utton",{type:"button",onclick:t,...o},e)}function We(e,t,o){
let n=o[0]?.[0],s=w.query[e]||n;return r("div",{class:"\
choices",role:"group","aria-label":t},o.map(([i,a])=>r(
"button",{key:i,type:"button","aria-pressed":String(
i===s),onclick:()=>ne({[e]:i===n?"":i})},a)))}var qe=e=>r(
"span",{class:"tags"},e.map(t=>r("span",{key:t,class:"\
tag"},t)));function $e(e,t){try{return JSON.parse(localStorage.
getItem(`monitor ${e}`)??"null")??t}catch{return t}}
function Se(e,t){try{localStorage.setItem(`monitor\
 ${e}`,JSON.stringify(t))}catch{}}var Fs=1e3,As=3,ge=$e("notify",!1)&&"Notification"in
window&&Notification.permission==="granted";function Ie(e,t){
let o;return n=>{let s=o,i=b[e];return o=i,n&&s&&i&&
s!==i?t(s,i):[]}}function ln(e){setInterval(()=>{for(let t of e)
for(let o of t(ge&&nn()).slice(0,As))Js(o)},Fs)}function Js({
tag:e,title:t,body:o,address:n}){let s=new Notification(
t,{tag:e,body:o});s.onclick=()=>{window.focus(),Ze(
n),s.close()}}function cn(){if(!("Notification"in window))
return null;let e=ge?"Notices are on: what ends or\
 fails is told by the browser":"Tell me when somet\
hing ends or fails";return r("button",{type:"butto\
n",class:"icon",title:e,"aria-label":e,"aria-press\
ed":String(ge),onclick:Bs},r("svg",{viewBox:"0 0 1\
6 16",width:18,height:18,"aria-hidden":"true"},r("\
path",{d:"M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.5h1\
1C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4zM6.5 13a1.6 1.\
6 0 0 0 3 0",fill:ge?"currentColor":"none",stroke:"\
currentColor","stroke-width":1.3})))}async function Bs(){
ge?ge=!1:await Notification.requestPermission()===
"granted"?ge=!0:ke("warn","This browser does not l\
et the page tell you anything: its settings for th\
is site say so."),Se("notify",ge),B(ge?"Notices ar\
e on":"Notices are off"),h()}var Ws={live:["good","live"],poll:["good","every 2\
 s"],gone:["bad","no answer"],wait:["idle","connec\
ting"]};function dn(){return r("svg",{viewBox:"0 0\
 16 16",width:20,height:20,"aria-hidden":"true"},r(
"rect",{width:16,height:16,rx:4,class:"logo"}),r("\
path",{d:"M2 9h3l2-5 3 8 1.5-3H14",fill:"none",stroke:"\
#fff","stroke-width":1.6}))}function un(e,t){return r(
"nav",{class:"places","aria-label":"Views"},r("ul",
null,e.map(o=>{let n=o.badge&&o.badge();return r("\
li",{key:o.name},r("a",{href:y(o.name),"aria-curre\
nt":o===t&&"page"},r("span",null,o.title),n?r("spa\
n",{class:`badge ${n.kind||""}`,title:n.words},r("\
span",{"aria-hidden":"true"},n.value),r("span",{class:"\
unseen"},` ${n.words}`)):null))})))}function mn(){
let[e,t]=Ws[Z.state];return r("p",{id:"link",class:"\
link","data-state":Z.state},E(t,e))}function pn(){
return r("div",{class:"note bad",role:"alert"},r("\
strong",null,"The server does not answer. "),"What\
 you see is from ",le(Z.since/1e3),"; it goes on b\
y itself as soon as the server is back. ","If it d\
oes not come back, look whether ",r("code",null,"m\
onitor serve")," still runs.")}function fn(e){return r(
"div",{key:e.text,class:`notice ${e.kind}`},L(e.kind),
r("p",null,e.text,e.more),r("button",{type:"button",
class:"plain","aria-label":"Put away",onclick:()=>Io(
e)},"×"))}var gn={auto:"as the system is",light:"light",dark:"\
dark"},qs={auto:"M8 2a6 6 0 1 0 0 12z",light:"M8 5\
a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",dark:"M12.5 10.5A5.\
5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z"},Is={auto:"\
light",light:"dark",dark:"auto"},ye=$e("theme","au\
to");function ao(){ye==="auto"?delete document.documentElement.
dataset.theme:document.documentElement.dataset.theme=
ye}function yn(){let e=()=>{ye=Is[ye]??"auto",Se("\
theme",ye),ao(),B(`Colours: ${gn[ye]}`),h()},t=`Co\
lours: ${gn[ye]}`;return r("button",{type:"button",
class:"icon",title:t,"aria-label":t,onclick:e},r("\
svg",{viewBox:"0 0 16 16",width:18,height:18,"aria\
-hidden":"true"},ye!=="dark"&&r("circle",{cx:8,cy:8,
r:6,fill:"none",stroke:"currentColor","stroke-widt\
h":1.4}),r("path",{d:qs[ye],fill:"currentColor"})))}var Ks=["status","runs"],hn=[],rt=null;function bn(e){
hn=e,Oo(st);for(let t of e)t.load?.();ln(e.flatMap(
t=>t.watches??[])),window.addEventListener("hashch\
ange",Gs),st()}function st(){let e=hn.filter(i=>i.
isThere()).sort((i,a)=>i.order-a.order),t=e.find(i=>i.
name===w.view)||null;t!==rt&&(rt&&rt.end&&rt.end(),
rt=t,t&&t.begin&&t.begin()),rn([...Ks,...t&&t.topics||
[]]);let o=t&&t.heading?t.heading():[t?t.title:"No\
t here"];Us(o[0]);let n=document.activeElement,s=document.
getElementById("page");s&&(Jo(s,[r("a",{class:"ski\
p",href:"#main",onclick:Hs},"To the content"),r("h\
eader",{class:"top"},r("a",{class:"brand",href:y("\
overview")},dn(),"Monitor"),mn(),yn(),cn()),un(e,t),
r("main",{id:"main",tabindex:"-1"},Z.state==="gone"&&
pn(),t&&t.above&&w.rest.length?r("p",{class:"crumb\
s"},t.above()):null,o.length>0&&r("h1",{tabindex:"\
-1"},o),t?r("div",{key:`view ${t.name} ${w.rest.join(
"/")}`,class:`view ${t.name}`},Vs(t)):_("There is \
nothing at this address.",r("a",{href:y("overview")},
"To the overview"))),r("footer",{class:"foot"},r("\
a",{href:"api/v1/openapi.json"},"API"),r("a",{href:"\
metrics"},"Prometheus"),r("span",null,`Monitor ${Ko}`)),
r("div",{class:"notices",role:"log","aria-label":"\
Notices","aria-live":"polite"},Je.map(fn)),r("p",{
id:"said",class:"unseen",role:"status"})]),n instanceof
HTMLElement&&n!==document.activeElement&&n.isConnected&&
n!==document.body&&n.focus({preventScroll:!0}))}function Vs(e){
try{return e.show()}catch(t){return console.error(
t),_("This view has failed: that is a fault of Mon\
itor.",r("code",null,String(t)))}}function Us(e){let{
runs:t}=b,o=t?.order.map(a=>t.runs[a]).find(a=>a?.
status==="running"),n=se()?.jobs,i=`${Z.state==="g\
one"?"no answer · ":o?`${Math.floor(o.progress_percent)}\
 % ${o.experiment_name} · `:n&&n.currently_running?
`${n.currently_running} running · `:""}${typeof e==
"string"?e:"Monitor"} · Monitor`;document.title!==
i&&(document.title=i)}function Hs(e){e.preventDefault(),
document.getElementById("main")?.focus()}function Gs(){
let e=w;Ut();let t=e.view!==w.view||e.rest.join("/")!==
w.rest.join("/");if(st(),!t)return;window.scrollTo(
0,0);let o=document.querySelector("main h1");o&&o.
focus({preventScroll:!0})}var zs=100,wn={};function q({caption:e,columns:t,rows:o,
key:n,sort:s,filters:i=[],none:a,prefix:c="",deps:l=()=>[]}){
let u=v=>`${c}${v}`,d=w.query[u("sort")]||s||"",[m,
f]=d.startsWith("-")?[d.slice(1),!0]:[d,!1],x=(w.query[u(
"q")]||"").trim().toLowerCase(),g=i.map(v=>[v,w.query[u(
v.id)]||""]),S=t.flatMap(v=>v.of??[]),C=o.filter(v=>g.
every(([I,we])=>!we||[I.of(v)].flat().includes(we)));
x&&(C=C.filter(v=>S.some(I=>String(I(v)??"").toLowerCase().
includes(x))));let G=t.find(v=>v.id===m)?.of;G&&(C=
Zs(C,G,f));let Q=lo(e,zs);return[o.length>8||x||g.
some(([,v])=>v)?r("div",{class:"filters",role:"sea\
rch","aria-label":`${e}: filter`},r("input",{type:"\
search",placeholder:"Filter","aria-label":`Filter ${e.
toLowerCase()}`,value:w.query[u("q")]||"",oninput:v=>ne(
{[u("q")]:v.target.value})}),g.map(([v,I])=>Xs(v,I,
o,u)),r("span",{class:"quiet",role:"status"},C.length===
o.length?p(o.length):`${p(C.length)} of ${p(o.length)}`)):
null,C.length===0?o.length?_("Nothing fits the fil\
ter.",N("Show all",()=>ne(Object.fromEntries([[u("\
q"),""],...i.map(v=>[u(v.id),""])])))):a||_("There\
 is nothing."):r("div",{class:"scroll"},r("table",
{class:"data"},r("caption",{class:"unseen"},e),r("\
thead",null,r("tr",null,t.map(v=>Ys(v,m,f,u)))),r(
"tbody",null,C.slice(0,Q).map(v=>Re(n(v),[v,...l(v)],
()=>Qs(v,t)))))),C.length>Q?r("p",{class:"more"},N(
`Show ${p(Math.min(500,C.length-Q))} more of ${p(C.
length)}`,()=>{co(e,Q+500)})):null]}function lo(e,t){
return wn[e]||t}function co(e,t){wn[e]=t,h()}var kn=e=>[
e.isNumber&&"number",e.from].filter(t=>t).join(" ")||
null;function Ys(e,t,o,n){let s=e.id===t,i={scope:"\
col",class:kn(e)};if(!e.of||e.noSort)return r("th",
{key:e.id,...i},e.title);let a=()=>ne({[n("sort")]:s===
(e.isNumber?o:!o)&&s?`${o?"":"-"}${e.id}`:`${e.isNumber?
"-":""}${e.id}`});return r("th",{key:e.id,...i,"ar\
ia-sort":s?o?"descending":"ascending":null},r("but\
ton",{type:"button",class:"sorter",onclick:a},e.title,
r("span",{class:"arrow","aria-hidden":"true"},s?o?
"↓":"↑":"↕")))}function Qs(e,t){return r("tr",
null,t.map((o,n)=>r(n===0?"th":"td",{class:kn(o),scope:n===
0?"row":null},o.cell(e))))}function Xs(e,t,o,n){let s=[
...new Set(o.flatMap(i=>e.of(i)))].filter(i=>typeof i==
"string").filter(i=>i!=="").sort();return t&&!s.includes(
t)&&s.push(t),r("label",{key:e.id},r("span",{class:"\
unseen"},e.title),r("select",{value:t,onchange:i=>ne(
{[n(e.id)]:i.target.value}),updated:i=>{i.value=t}},
r("option",{value:""},`${e.title}: all`),s.map(i=>r(
"option",{key:i,value:i,selected:i===t},i))))}function Zs(e,t,o){
let n=e.map(s=>[t(s),s]);return n.sort(([s],[i])=>!Rt(
s)||!Rt(i)?Number(Rt(i))-Number(Rt(s)):(s<i?-1:s>i?
1:0)*(o?-1:1)),n.map(([,s])=>s)}function Rt(e){return e!=
null&&e!==""&&!Number.isNaN(e)}var ei=3e3,Ee=0,vn=0;function it(e=1){Ee+=e}function xn(){
vn=setInterval(()=>{it(),h()},ei)}function _n(){clearInterval(
vn)}var Ve={isLoading:!1},Ke=new Map,ti=48,oi=250;function M(e,t=0){
let o=Ke.get(e);o?Ke.delete(e):o={value:void 0,error:void 0,
isLoading:!1,version:void 0,at:0},Ke.set(e,o);for(let[
s]of Ke){if(Ke.size<=ti)break;Ke.delete(s)}let n=`${t}\
 ${tt}`;if(o.version!==n&&!o.isLoading){let s=o.at+
oi-performance.now(),i=o;o.isLoading=!0,setTimeout(
()=>ni(e,i,n),Math.max(0,s))}return o}async function ni(e,t,o){
try{t.value=await ee("GET",e),t.error=void 0}catch(n){
t.error=K(n)}t.version=o,t.at=performance.now(),t.
isLoading=!1,h()}async function te(e,t,o,n){try{let s=await ee(
t,o,n);return B(`${e}: done`),s===null?{}:s}catch(s){
ke("bad",`${e}: ${K(s).message}`);return}finally{h()}}var[ri=0]=crypto.getRandomValues(new Uint16Array(1)),
he=`browser ${ri.toString(16).padStart(4,"0")}`;var si={ready:"idle",wait:"idle",manual:"idle",queued:"\
idle",cancelled:"idle",stopped:"idle",submitting:"\
busy",running:"busy",processing:"busy",uploading:"\
busy",restart:"busy",suspended:"held",held:"held",
lost:"warn",review:"warn",stop:"warn",stopping:"wa\
rn",finished:"good",uploaded:"good",complete:"good",
reviewed:"good",review_failed:"bad",stuck:"bad",failed:"\
bad"},Tt=[["Needs a person","stuck failed review r\
eview_failed held lost manual"],["Under way","subm\
itting queued running suspended processing uploadi\
ng stop stopping restart"],["To come","ready wait"],
["Done","finished reviewed uploaded complete stopp\
ed cancelled"]],ae=e=>E(e,si[e]||"idle"),uo={submitting:"\
its submission takes too long",queued:"it has been\
 queued for too long",held:"it has been held for t\
oo long",suspended:"it has been suspended for too \
long",running:"it has been running for too long",heartbeat:"\
there was no sign of life for too long",progress:"\
there was no progress for too long",lost:"it has b\
een lost for too long",processing:"it has been pro\
cessing for too long",stopping:"it does not end th\
ough it was cancelled"},ii={attempts:"attempts",resurrections:"\
rescues",retries:"retries"};function Ct(e){switch(e.
why){case"command":return`${e.by} ${e.force?"force\
d it":"said so"}`;case"needs_met":return"all that \
it needs is done";case"need_gone":return`${e.need}\
, which it needs, will never be done`;case"turn":return"\
it was its turn";case"job":return`its job is ${e.state.
replaceAll("_"," ")}`;case"implied":return"on the \
way to the next state";case"vanished":return e.sweeps?
`its job was missing from ${D(e.sweeps,"sweep")}`:
"it has no job";case"answer":return`it is ${e.yes?
"":"not "}${e.ask}`;case"rescue":return`rescue ${e.
n} of ${e.of}`;case"done":return`${e.action}: done`;case"\
busy":return`${e.action}: busy: ${e.error}`;case"r\
efused":return`${e.action}: refused: ${e.error}`;case"\
not_done":return`${e.action}: was never done`;case"\
limit":return`all ${e.of} ${ii[e.limit]||e.limit} \
are used up`;case"late":return uo[e.clock]||e.clock;case"\
rule":return e.reason;case"import":return"taken ov\
er";default:return e.why}}function $n(e){switch(e.
awaits){case"need":return[r("a",{href:at(e.key)},e.
key),", which is ",ae(e.state)];case"outcome":return`\
the outcome of: ${e.action} (${e.tag})`;case"sched\
uler":return"the scheduler";case"release":return"s\
omebody to release its job";case"evidence":return e.
sweeps?`its job to be found, which was missing fro\
m ${D(e.sweeps,"sweep")}`:"its job or its results \
to be found";case"processing":return"its post-proc\
essing";case"turn":return e.after?["its turn, not \
before ",T(e.after)]:"its turn in a cycle";case"pe\
rson":return"a person";default:return e.awaits}}function Sn(e){
switch(e.warning){case"outage":return[`${D(e.vanished,
"job")} of ${e.of} vanished from ${e.scheduler} `,
"at once: nothing is concluded from that"].join("");case"\
unhealthy":return[`${e.scheduler} ${e.answered?"an\
swered with errors":"did not answer"}`,": what it \
did not say means nothing"].join("");case"unknown_\
scheduler":return`no analysis runs at ${e.scheduler}`;case"\
unknown_subject":return`no analysis is about ${e.subject}`;case"\
stale":return`what ${e.scheduler} said of ${e.analyses}\
 analyses is older than their last move`;case"reus\
ed":return`job ${e.job} has the number that ${e.key}\
 had: it is another job`;case"unknown_word":return`\
the job of ${e.key} is ${e.raw}, which is not know\
n here`;case"illegal":return`${e.key} cannot go fr\
om ${e.from} to ${e.to}`;case"vetoed":return`${e.key}\
 may not go to ${e.to}: ${e.why}`;case"full":return`${e.
waiting} that are ready have to wait: there may be\
 no more jobs at one time`;default:return e.warning}}
var En={complete:"Are its results there?",rescuable:"\
Can its job go on from where it came to?",processed:"\
Has its post-processing ended well?"},jn={submit:"\
submit a job",rescue:"submit a job that goes on fr\
om where the last one came to",cancel:"cancel its \
job",process:"start the post-processing",upload:"u\
pload the results"},at=e=>y("analyses",e.split("/"));var mo=({entries:e,questions:t})=>e.length===0&&!t?.
length;function po(e){let t=e.entries.filter(l=>l.
entry==="moved"),o=e.entries.filter(l=>l.entry==="\
opened"),n=e.entries.length-t.length-o.length,{counts:s,
warnings:i=[],questions:a=[]}=e,c=l=>r("a",{href:at(
l.key)},l.key);return[r("p",{class:"quiet"},"Made ",
T(e.at),[`, for revision ${e.revision}: ${D(t.length,
"move")}, `,`${D(o.length,"action")}. Afterwards ${p(
s.active)} of `,`${p(s.total)} are active, ${p(s.complete)}\
 complete, `,`${p(s.stuck)} stuck.`].join("")),i.length>
0&&r("ul",{class:"plainlist tight warnings"},i.map(
(l,u)=>r("li",{key:u,class:"note warn"},L("warn"),
" ",Sn(l)))),mo(e)&&_("Nothing: everything is wher\
e it should be.","The plan is made anew every few \
seconds."),t.length>0&&lt("Moves",["Analysis","Fro\
m","To","Because"],t.map(l=>[c(l),ae(l.from),[r("s\
pan",{class:"unseen"},"to "),ae(l.to)],[Ct(l.cause),
l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])),o.
length>0&&lt("Actions",["Analysis","What is done",
"Job or tag"],o.map(l=>[c(l),jn[l.action]??l.action,
r("code",null,l.job||l.tag)])),a.length>0&&lt("Fou\
nd out first",["Analysis","Question"],a.map(l=>[c(
l),En[l.ask]??l.ask])),n>0&&r("p",{class:"quiet"},
`And ${D(n,"note")} of signs of life and of jobs t\
hat were missing or are back.`)]}function lt(e,t,o){
return[r("h3",{key:`${e} title`},`${e} `,r("span",
{class:"quiet"},p(o.length))),r("div",{key:e,class:"\
scroll"},r("table",{class:"data"},r("caption",{class:"\
unseen"},e),r("thead",null,r("tr",null,t.map(n=>r(
"th",{key:n,scope:"col"},n)))),r("tbody",null,o.slice(
0,300).map((n,s)=>r("tr",{key:s},n.map((i,a)=>a?r(
"td",{key:a},i):r("th",{key:a,scope:"row"},i))))))),
o.length>300&&r("p",{class:"quiet"},`and ${p(o.length-
300)} more`)]}var Mt=!1;function Pn(){Mt=!1}function Rn(e){let t=`\
api/v1/analyses/${e.split("/").map(encodeURIComponent).
join("/")}`,o=b.analyses?.revision??0,n=M(`${t}/wh\
y`,`${o} ${Ee}`),s=n.value,a=M(`${t}/history?limit\
=300`,b.analyses?o:Ee).value??s?.moves??[],c=r("p",
{key:"crumbs",class:"crumbs"},r("a",{href:y("analy\
ses")},"Analyses"));return s?[c,r("div",{key:"bar",
class:"bar"},ae(s.state),s.status!==s.state&&r("sp\
an",{class:"quiet"},`shown as ${s.status}`),r("spa\
n",{class:"quiet"},"came to it ",T(s.since))),r("d\
iv",{key:"columns",class:"columns"},k("Why it is t\
here",{key:"why"},s.awaits.length>0&&[r("h3",null,
"It waits for"),r("ul",{class:"awaits"},s.awaits.map(
(l,u)=>r("li",{key:u},$n(l))))],s.deadline&&r("p",
{class:"note warn"},L("warn")," If that does not c\
ome it is stuck ",T(s.deadline.at),`: ${uo[s.deadline.
clock]||s.deadline.clock}.`),ie([["Job",s.job&&r("\
code",null,s.job)],["Scheduler",s.scheduler],["Att\
empts",`${p(s.attempts[0])} of ${p(s.attempts[1])}`],
["Rescues",`${p(s.resurrections[0])} of ${p(s.resurrections[1])}`]])),
li(e,t,s)),k("What happened",{key:"history"},a.length?
lt("Moves",["When","From","To","Because"],a.slice().
reverse().map(l=>[le(l.at),ae(l.from),ae(l.to),[Ct(
l.cause),l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])):
_("It has not moved yet."))]:[c,n.error?X(e,n.error):
$()]}var ai=[["ready","submit it when it is its tu\
rn"],["wait","not before somebody says so"],["manu\
al","a person runs it by hand"],["stop","cancel it\
s job"],["restart","begin again from the start"],[
"cancelled","it will never run"]];function li(e,t,o){
let n=async s=>{s==="cancelled"&&!window.confirm(`\
Cancel ${e}? It will never run.`)||(await te(`${e}\
: ${s}`,"POST",`${t}/state`,{state:s,force:Mt,by:he}),
it())};return k("Set its state",{key:"set"},r("ul",
{class:"plainlist tight"},ai.map(([s,i])=>r("li",{
key:s,class:"line"},N(s,()=>n(s),{disabled:!W("ana\
lyses")||s===o.state,class:s==="cancelled"?"danger":
null}),r("span",{class:"quiet"},i)))),r("label",{class:"\
check"},r("input",{type:"checkbox",checked:Mt,onchange:s=>{
Mt=s.target.checked,h()}})," by force, whatever th\
e rules say"),!W("analyses")&&r("p",{class:"note"},
"You may look: this server changes no analyses for\
 others."))}var Nt=!1,ct=null;function Tn(){ct=null}function Cn(e){
let t=w.query.subject||"",o=t?`&subject=${encodeURIComponent(
t)}`:"",n=M(`api/v1/cycle?dry_run=true${o}`,`${b.analyses?.
revision??0} ${Ee>>1}`),s=n.value?.plan,i=[...new Set(
e.map(a=>a.subject))].filter(a=>a!=="project_analy\
ses").sort();return[k("What a cycle would do",{key:"\
plan",aside:r("div",{class:"line"},r("select",{value:t,
"aria-label":"Only this subject",onchange:a=>ne({subject:a.
target.value}),updated:a=>{a.value=t}},r("option",
{value:""},"every subject"),i.map(a=>r("option",{key:a,
value:a,selected:a===t},a))),r("button",{type:"but\
ton",class:"main",disabled:!s||Nt||!W("analyses")||
mo(s),onclick:()=>s&&ci(`?revision=${s.revision}${o}`)},
Nt?"Applying …":"Apply this plan"))},!W("analyse\
s")&&r("p",{class:"note"},"You may look: this serv\
er starts no cycles for others. ",r("code",null,"m\
onitor serve --control analyses")," lets it."),s?po(
s):n.error?X("The plan",n.error):$()),ct&&k("What \
was done",{key:"applied",aside:N("Put away",()=>{ct=
null,h()},{class:"plain"})},po(ct))]}async function ci(e){
Nt=!0,h();let t=await te("Cycle","POST",`api/v1/cy\
cle${e}`);Nt=!1,t?.plan&&(ct=t.plan),it(2),h()}function On(){let{analyses:e}=b;if(e?.analyses&&e.
left_out===0)return{rows:Object.values(e.analyses).
map(Nn)};let t=e?e.revision??0:Ee,{value:o,error:n}=M(
"api/v1/analyses?limit=10000",t);return{rows:o?.analyses.
map(Nn),error:n}}var Mn=new WeakMap;function Nn(e){
let t=Mn.get(e)??{...e,subject:e.key.split("/")[0]??
""};return Mn.set(e,t),t}var di=e=>{let t=Tt.findIndex(
([,o])=>o.split(" ").includes(e));return`${t<0?9:t}\
 ${e}`},Ln=[{id:"key",title:"Analysis",of:e=>e.key,
cell:e=>r("a",{href:at(e.key)},e.key)},{id:"state",
title:"State",of:e=>di(e.state),cell:e=>ae(e.state)},
{id:"since",title:"Since",isNumber:!0,of:e=>R(e.since),
cell:e=>T(e.since)},{id:"pipeline",title:"Pipeline",
from:"wide",of:e=>e.pipeline,cell:e=>e.pipeline},{
id:"attempts",title:"Attempts",isNumber:!0,from:"w\
ide",of:e=>e.attempts,cell:e=>p(e.attempts)},{id:"\
job",title:"Job",from:"wider",of:e=>e.job||"",cell:e=>e.
job?[r("code",null,e.job),r("span",{class:"quiet"},
` at ${e.scheduler}`)]:""}];function Dn(e){let t=w.
query.state||"",o=Tt.flatMap(([,a])=>a.split(" ")),
n=[...new Set(e.map(a=>a.state))].filter(a=>!o.includes(
a)),s=n.length?[["Others",n.join(" ")]]:[],i=[...Tt,
...s];return r("div",{key:"groups",class:"groups",
role:"group","aria-label":"How many of each state"},
i.map(([a,c])=>{let l=c.split(" ").map(u=>[u,e.filter(
d=>d.state===u).length]).filter(([,u])=>u>0);return r(
"div",{key:a,class:"card"},r("h2",null,a," ",r("sp\
an",{class:"quiet"},p(l.reduce((u,[,d])=>u+d,0)))),
l.length?r("div",{class:"line"},l.map(([u,d])=>r("\
button",{key:u,type:"button",class:"plain statebut\
ton","aria-pressed":String(t===u),onclick:()=>ne({
state:t===u?"":u})},ae(u),r("span",{class:"figure"},
p(d))))):r("p",{class:"quiet"},"none"))}))}var Fn={name:"analyses",title:"Analyses",order:50,
topics:["analyses"],isThere:()=>P("analyses"),badge:()=>{
let e=b.analyses?.counts;return e?{value:p(e.active),
words:`active${e.stuck?`, ${e.stuck} stuck`:""}`,kind:e.
stuck?"bad":""}:null},heading:()=>w.rest.length?[w.
rest.join("/")]:["Analyses"],show:()=>w.rest.length?
Rn(w.rest.join("/")):ui(),begin:xn,end:()=>{_n(),Pn(),
Tn()}};function ui(){let{rows:e,error:t}=On();if(!e)
return t?X("The analyses",t):$();let o=w.query.tab===
"plan";return[r("div",{key:"tabs",class:"bar"},We(
"tab","What is shown",[["list","By state"],["plan",
"The plan"]])),o?Cn(e):[Dn(e),k("Analyses",{key:"l\
ist"},q({caption:"Analyses",rows:e,key:n=>n.key,sort:"\
state",columns:Ln,filters:[{id:"state",title:"Stat\
e",of:n=>n.state},{id:"subject",title:"Subject",of:n=>n.
subject},{id:"pipeline",title:"Pipeline",of:n=>n.pipeline}],
none:_("There is no analysis.",r("code",null,"moni\
tor project add")," adds one.")}))]]}var An,Jn=[],Bn=new WeakMap;function be(){let{exec:e}=b;
return e!==An&&(An=e,Jn=e?e.order.flatMap(t=>{let o=e.
commands[t];return o?[mi(o)]:[]}):[]),Jn}function mi(e){
let t=e.command.join(" "),o=Bn.get(e)??{...e,word:pi(
e),line:t};return Bn.set(e,o),o}function pi({running:e,
exit:t,status:o}){if(e)return"running";let n=o?o.code:
void 0;return O(n)?n===0?"exited":`exit code ${n}`:
t&&t.outcome||"ended"}var je=(e,t=1)=>o=>o.sample?o.sample[e]*t:null,fi=[
{id:"command",title:"Command",of:e=>`${e.id} ${e.line}`,
cell:e=>[r("a",{class:"strong",href:y("commands",[
e.id])},e.id),r("code",{class:"under clip quiet"},
e.line)]},{id:"state",title:"State",of:e=>e.word,cell:e=>E(
e.word)},{id:"ran",title:"Ran",isNumber:!0,of:je("\
elapsed_ns",1e-9),cell:e=>j(je("elapsed_ns",1e-9)(
e))},{id:"cpu",title:"CPU",isNumber:!0,from:"wide",
of:je("cpu_percent"),cell:e=>e.running?A(je("cpu_p\
ercent")(e),0):"–"},{id:"cputime",title:"CPU tim\
e",isNumber:!0,from:"wide",of:je("cpu_ns",1e-9),cell:e=>j(
je("cpu_ns",1e-9)(e))},{id:"peak",title:"Peak memo\
ry",isNumber:!0,from:"roomy",of:je("peak_rss_bytes"),
cell:e=>Y(je("peak_rss_bytes")(e))},{id:"begun",title:"\
Begun",isNumber:!0,from:"wider",of:e=>R(e.begun),cell:e=>T(
e.begun)}];function Wn(){return b.exec?q({caption:"\
Commands",columns:fi,rows:be(),key:e=>e.id,sort:"-\
begun",filters:[{id:"state",title:"State",of:e=>e.
word}],none:_("No command is watched.","A host han\
ds in what ",r("code",null,"monitor-exec")," sees \
of the commands it runs.")}):$()}var H=100,de=1e3;function Ue(e){let t=10**Math.floor(
Math.log10(e));return[1,1.5,2,3,5,8,10].map(o=>o*t).
find(o=>o>=e*.999)||e}function He(e){let{title:t,words:o,
layers:n,shapes:s,most:i,format:a,from:c,to:l,tip:u}=e,
d=m=>{let f=m.currentTarget.getBoundingClientRect(),
x=Math.max(0,Math.min(.9999,(m.clientX-f.left)/f.width)),
g=qn(m.currentTarget);g&&(g.textContent=u(x).join(
`
`),g.style.setProperty("left",`${x*100}%`),g.classList.
toggle("left",x>.6),g.hidden=!1)};return r("figure",
{class:"chart",key:t},r("figcaption",null,r("span",
{class:"name"},t),n.length>1?n.map(m=>r("span",{key:m.
name,class:"legend"},r("i",{class:m.kind}),m.name)):
null),r("div",{class:"plot",onpointermove:d,onpointerleave:m=>{
let f=qn(m.currentTarget);f&&(f.hidden=!0)}},r("sv\
g",{viewBox:`0 0 ${de} ${H}`,preserveAspectRatio:"\
none",role:"img","aria-label":`${t}: ${o}`},r("pat\
h",{class:"grid",d:`M0 0.5H${de}M0 ${H/2}H${de}`}),
s,r("path",{class:"axis",d:`M0 ${H-.5}H${de}`})),r(
"span",{class:"scale","aria-hidden":"true"},a(i)),
r("span",{class:"tip",hidden:!0,"aria-hidden":"tru\
e"})),r("p",{class:"ends","aria-hidden":"true"},r(
"span",null,c),r("span",null,l)))}function qn(e){return e.
querySelector(".tip")}function Me(e,t,{format:o=p,at:n=String,from:s="",
to:i="now"}={}){let a=t.flatMap(g=>g.points),c=Ue(
Math.max(1e-9,...a.map(([,g])=>g))),l=Math.min(...a.
map(([g])=>g)),u=Math.max(...a.map(([g])=>g)),d=g=>((g-
l)/Math.max(1e-9,u-l)*de).toFixed(1),m=g=>(H-H*g/c).
toFixed(2),f=t.flatMap(g=>{let S=gi(g.points,500),
[C,G]=[S[0],S.at(-1)];if(!C||!G)return[];let Q=S.map(
([v,I],we)=>`${we?"L":"M"}${d(v)} ${m(I)}`).join("");
return[t.length===1?r("path",{key:`${g.name} under`,
class:`under ${g.kind}`,d:`${Q}L${d(G[0])} ${H}L${d(
C[0])} ${H}z`}):null,r("path",{key:g.name,class:`s\
troke ${g.kind}`,d:Q})]}),x=({name:g,points:S})=>S.
length?`${g} at most ${o(Math.max(...S.map(([,C])=>C)))}`:
g;return He({title:e,words:t.map(x).join(", "),layers:t,
shapes:f,most:c,format:o,from:s,to:i,tip:g=>{let S=l+
g*(u-l),C=({points:z})=>z.reduce((v,I)=>Math.abs(I[0]-
S)<Math.abs(v[0]-S)?I:v,z[0]??[NaN,NaN]),G=t.filter(
z=>z.points.length),Q=G.map(z=>`${z.name} ${o(C(z)[1])}`);
return G[0]?[n(C(G[0])[0]),...Q]:[]}})}function gi(e,t){
if(e.length<=t*2)return e;let o=Math.ceil(e.length/
t),n=[];for(let s=0;s<e.length;s+=o){let i=e.slice(
s,s+o),[a]=i,c=a;if(!(!a||!c)){for(let l of i)l[1]<
a[1]&&(a=l),l[1]>c[1]&&(c=l);n.push(...a[0]<c[0]?[
a,c]:a===c?[a]:[c,a])}}return n}var Ne={id:null,samples:[],version:null},In=8192;function yi(e){
Ne.id!==e.id&&(Ne={id:e.id,samples:[],version:null});
let t=`${e.samples} ${e.running} ${tt}`;if(Ne.version!==
t){let o=Ne.samples.at(-1),n=o?`&since=${o.seq}`:"",
s=`api/v1/exec/${encodeURIComponent(e.id)}/samples`,
i=M(`${s}?limit=${In}${n}`,t);if(i.value&&!i.isLoading){
let a=o?o.seq:-1,c=i.value.filter(u=>u.seq>a),l=Ne.
samples.concat(c).slice(-In);Ne={id:e.id,samples:l,
version:t}}}return Ne.samples}function Kn(e){let t=be().
find(a=>a.id===e);if(!t)return b.exec?_("There is \
no such command, or no longer.","Only the newest a\
re kept. ",r("a",{href:y("commands")},"To all comm\
ands")):$();let o=yi(t),n=`api/v1/exec/${encodeURIComponent(
e)}`,s=t.sample,i=a=>j(a===void 0?null:a/1e9);return[
r("div",{class:"bar"},E(t.word),r("a",{class:"butt\
on",href:`${n}/report`,download:`${e}.html`},"Repo\
rt as one file"),b.jobs&&b.jobs.jobs[e]?r("a",{class:"\
button",href:y("jobs",[e])},"Its job"):null),k("Wh\
at it is",{},r("pre",{class:"line"},t.line),ie([["\
Ran",i(s?.elapsed_ns)],["CPU time",i(s?.cpu_ns)],[
"Peak memory",Y(s?.peak_rss_bytes)],["Read",Y(s?.read_bytes)],
["Written",Y(s?.write_bytes)],["Processes",p(s?.processes)],
["Threads",p(s?.threads)],["Begun",T(t.begun)],["S\
amples",p(t.samples+t.samples_dropped)]])),r("div",
{class:"columns"},hi(o))]}function hi(e){let t=e.at(
-1);if(!t)return $();let o=i=>e.map(a=>[a.elapsed_ns/
1e9,a[i]]).filter(([,a])=>O(a)),n=i=>e.map((a,c)=>{
let l=e[c-1]??a,u=(a.elapsed_ns-l.elapsed_ns)/1e9,
d=Math.max(0,a[i]-l[i]);return[a.elapsed_ns/1e9,u>
0?d/u:NaN]}).filter(([,a])=>O(a)),s={at:j,from:"0 \
s",to:j(t.elapsed_ns/1e9)};return Re("charts",[e],
()=>r("div",{class:"columns wholewidth"},k("Proces\
sor",{},Me("CPU, of one core",[{name:"CPU",kind:"b\
usy",points:o("cpu_percent")}],{...s,format:i=>A(i,
0)})),k("Memory",{},Me("Resident memory",[{name:"r\
esident",kind:"held",points:o("rss_bytes")}],{...s,
format:Y})),k("Reading and writing",{},Me("Through\
 system calls, a second",[{name:"read",kind:"busy",
points:n("read_call_bytes")},{name:"written",kind:"\
warn",points:n("write_call_bytes")}],{...s,format:i=>`${Y(
i)}/s`})),k("Processes",{},Me("Processes and threa\
ds",[{name:"processes",kind:"good",points:o("proce\
sses")},{name:"threads",kind:"idle",points:o("thre\
ads")}],s))))}var Vn={name:"commands",title:"Commands",order:50,
topics:["exec"],isThere:()=>P("exec"),badge:()=>{let e=b.
exec?be().filter(t=>t.running).length:0;return e?{
value:p(e),words:"running"}:null},above:()=>w.rest.
length?r("a",{href:y("commands")},"Commands"):null,
heading:()=>[w.rest[0]||"Commands"],show:()=>w.rest[0]===
void 0?Wn():Kn(w.rest[0])};function fo(e){let t=[],o=(n,s,i,a)=>{if(!(i!==null&&
typeof i=="object"&&!Array.isArray(i)&&Object.keys(
i).length>0)||a>2||t.length>500)t.push([n,s,i]);else
for(let[l,u]of Object.entries(i))o(n,`${s}.${l}`,u,
a+1)};for(let n of["local","shared"])for(let[s,i]of Object.
entries(e[n]))o(n,s,i,1);return t}var Un=e=>new Map(
fo(e).map(([t,o,n])=>[`${t} ${o}`,JSON.stringify(n)]));var yo=200,bi=1008,wi=["breakpoint_hit","job_pause\
d","job_resumed","job_completed"],J=null;function Ge(e){
(J?.id??null)!==e&&(J&&(J.isLeft=!0,clearTimeout(J.
timer),J.socket&&J.socket.close()),J=e===null?null:
ki(e),J&&Hn(J))}function ki(e){return{id:e,socket:null,
link:"wait",tries:0,timer:0,isLeft:!1,number:0,waiting:new Map,
session:null,error:null,lane:null,shownLane:null,stack:[],
root:null,variables:null,after:new Map,before:new Map,
isRefreshing:!1,isStale:!1,trace:[],open:new Map,wasController:!1,
turn:0,evaluated:[]}}function Hn(e){let t=`api/ws/\
jobs/${encodeURIComponent(e.id)}/debug?owner=${encodeURIComponent(
he)}`,o=new URL(t,document.baseURI);o.protocol=o.protocol.
replace("http","ws");let n=new WebSocket(o);e.socket=
n,n.onmessage=({data:s})=>_i(e,JSON.parse(s)),n.onopen=
()=>vi(e),n.onclose=({code:s,reason:i})=>xi(e,s,i)}
function vi(e){e.link="live",e.tries=0,e.wasController?
ue(e,{command:"attach"}).catch(()=>{e.wasController=
!1}).then(()=>oe(e)):oe(e);let t=`api/jobs/${encodeURIComponent(
e.id)}/trace?limit=${yo}`;ee("GET",t).then(({events:o})=>{
let n=e.trace[0]?.seq??1/0,s=o.filter(i=>i.seq<n);
e.trace=s.concat(e.trace).slice(-yo),h()},()=>{})}
function xi(e,t,o){for(let{reject:n}of e.waiting.values())
n(new Error("the connection is lost"));if(e.waiting.
clear(),!e.isLeft){if(t===bi){e.error=o,e.link="re\
fused",h();return}e.link==="live"&&B("The connecti\
on to the job is lost"),e.link="lost",e.timer=setTimeout(
()=>Hn(e),St(e.tries)),e.tries+=1,h()}}function _i(e,t){
if(t.type==="debug_session")Gn(e,t);else if(t.type===
"debug_event")Si(e,t.event);else if(t.type==="drop\
ped")oe(e);else if(t.type==="response"){let o=e.waiting.
get(t.id);e.waiting.delete(t.id),t.ok?o?.resolve(t.
body):o?.reject($t(t.error.message,t.error.status))}
$i()}var go=!1;function $i(){go||(go=!0,setTimeout(
()=>{go=!1,h()},100))}function Si(e,t){e.trace=e.trace.
concat(t).slice(-yo);let{routine_id:o,event_type:n,
data:s}=t,i=e.open.get(o)??0;n==="routine_start"?e.
open.set(o,i+1):(n==="routine_complete"||n==="rout\
ine_error")&&e.open.set(o,Math.max(0,i-1)),n==="br\
eakpoint_hit"&&B(`Breakpoint hit at ${o}`),n==="jo\
b_completed"&&B(`${e.id} is ${t.status||"over"}`),
wi.includes(n)&&(e.turn+=1,oe(e)),n==="breakpoint_\
hit"&&s.lane&&(e.lane=s.lane)}function ue(e,t){let{
socket:o}=e;if(!o||o.readyState!==WebSocket.OPEN)return Promise.
reject(new Error("the connection is lost"));e.number+=
1;let{number:n}=e;return o.send(JSON.stringify({...t,
id:n})),new Promise((s,i)=>e.waiting.set(n,{resolve:a=>s(
a),reject:i}))}function Gn(e,t){e.session=t,e.wasController=
t.controller===he,t.lanes.some(o=>o.lane===e.lane)||
(e.lane=t.lanes[0]?.lane??null)}async function oe(e){
if(e.isStale=!0,!e.isRefreshing){for(e.isRefreshing=
!0;e.isStale;){e.isStale=!1;try{Gn(e,await ue(e,{command:"\
get_session"})),await Ei(e)}catch(t){K(t).status||
(e.isStale=!1)}}e.isRefreshing=!1,h()}}async function Ei(e){
let{lane:t}=e;if(t===null){e.stack=[],e.variables=
null;return}let[{frames:o},{variables:n}]=await Promise.
all([ue(e,{command:"get_call_stack",lane:t}),ue(e,
{command:"get_variables",lane:t})]);e.shownLane!==
t&&(e.before=ji(e,o)),e.shownLane=t,e.stack=o,e.variables=
n,e.after=Un(n)}function ji(e,t){let o=t[0]?.frame??
0,n=o===e.root;return e.root=o,new Map([...e.after].
filter(([s])=>n||s.startsWith("shared ")))}var Pi=2e3,me=0,zn=0;function ho(){me+=1}function Yn(){
zn=setInterval(()=>{ho(),J&&J.link==="live"&&oe(J),
h()},Pi)}function Qn(){clearInterval(zn)}var Xn={continue:"Resume",pause:"Pause",step_over:"\
Step over",step_into:"Step into",step_out:"Step ou\
t",cancel:"Cancel",attach:"Take control"};async function Oe(e,t,o={}){
try{return await ue(e,{command:t,...o}),B(`${Xn[t]}\
: done`),!0}catch(n){return ke("bad",`${Xn[t]}: ${K(
n).message}`),!1}finally{oe(e)}}function Le(e){let t=e.
session?.controller;return t===he?"controller":t?"\
viewer":"free"}var pe=e=>W("debug")&&e.link==="liv\
e"&&Le(e)!=="viewer",V=e=>["completed","failed","c\
ancelled"].includes(e.session?.status??""),Zn=e=>e.
session?.lanes.find(t=>t.lane===e.lane);var Ot=0;function er(){Ot+=1}var dt=(e,t)=>t?`api/\
jobs/${encodeURIComponent(t)}/breakpoints`:`api/fl\
ows/${encodeURIComponent(e)}/breakpoints`;function tr(e,t,o){
let n=`${o} ${Ot} ${t?t.turn:0}`,s=l=>M(dt(e,l),n).
value?.breakpoints.map(u=>({...u,job:l}))??[],i=s(
null),a=t?s(t.id):[],c=new Set(a.map(l=>l.breakpoint_id));
return a.concat(i.filter(l=>!c.has(l.breakpoint_id)))}
async function bo(e,t,o,n=!1){let s=t&&!V(t)?t:null;
return s&&Le(s)==="free"&&!await Oe(s,"attach")?!1:
(await ee("POST",dt(e,n||!s?null:s.id),o),Ot+=1,B(
`Breakpoint set at ${o.routine_id}${s&&!n?"":", fo\
r later jobs"}`),h(),!0)}async function ut(e,t){await te(
"Breakpoint removed","DELETE",`${dt(e,t.job)}/${encodeURIComponent(
t.breakpoint_id)}`),Ot+=1}async function or(e,t,o,n){
try{if(n.length)for(let s of n)await ut(e,s);else await bo(
e,t,{routine_id:o})}catch(s){ke("bad",`Breakpoint:\
 ${K(s).message}`)}}var mt=null,De=null,nr=[["routine","when it is cal\
led"],["slot","when a slot is called"],["event","w\
hen it hands out an event"],["error","when it fail\
s"]];function wo(){return mt!==null}function sr(e){
ar({...Ri(e),replaces:e})}function ir(e){ar(Ti(e))}
function Lt(){mt=null,De=null}function ar(e){mt=e,
De=null,h(),Ae("#bp-condition")}function Ri(e){return{
routine:e.routine_id,kind:e.type,name:e.slot_name||
e.event_name||"",condition:e.condition||"",hits:e.
hit_condition||"",log:e.log_message||"",once:e.once,
isForLater:e.job===null}}var Ti=e=>({routine:Object.
keys(e.routines)[0]||"",kind:"routine",name:"",condition:"",
hits:"",log:"",once:!1,isForLater:!1});function lr(e,{
routine:t,kind:o}){let n=e.routines[t],s=n?[n]:Object.
values(e.routines);return o==="slot"?[...new Set(s.
flatMap(({slots:i})=>i))]:o==="event"?[...new Set(
s.flatMap(({events:i})=>i))]:[]}function rr(e,t){let o=lr(
e,t);return o.includes(t.name)?t.name:o[0]}async function Ci(e,t,o){
let n={routine_id:o.routine,type:o.kind,once:o.once};
o.kind==="slot"&&(n.slot_name=rr(e,o)),o.kind==="e\
vent"&&(n.event_name=rr(e,o)),o.kind==="label"&&(n.
label=o.replaces?.label),o.condition.trim()&&(n.condition=
o.condition),o.hits.trim()&&(n.hit_condition=o.hits),
o.log.trim()&&(n.log_message=o.log);try{if(!await bo(
e.flow_id,t,n,o.isForLater))return;o.replaces&&await ut(
e.flow_id,o.replaces),Lt(),Ae("#bp-new")}catch(s){
De=K(s).message.replace(/^(\w+): \1: /,"$1: ")}h()}
function cr(e,t){return mt&&Mi(e,t,mt)}function Mi(e,t,o){
let n=l=>{Object.assign(o,l),h()},s=(l,u,d,m={})=>r(
"label",{class:"field"},r("span",null,u),r("input",
{id:`bp-${l}`,value:o[l],autocomplete:"off",spellcheck:"\
false",oninput:f=>n({[l]:f.target.value}),...m}),d&&
r("small",null,d)),i=(l,u,d)=>r("label",{class:"fi\
eld"},r("span",null,u),r("select",{value:o[l],onchange:m=>n(
{[l]:m.target.value}),updated:m=>{m.value=o[l]}},d.
map(([m,f])=>r("option",{key:m,value:m,selected:m===
o[l]},f)))),a=lr(e,o),c=o.replaces?.type==="label"?
[...nr,["label",`at the label ${o.replaces.label}`]]:
nr;return r("form",{key:"form",class:"stopform","a\
ria-label":o.replaces?"Change a breakpoint":"New b\
reakpoint",onsubmit:l=>{l.preventDefault(),Ci(e,t,
o)}},r("div",{class:"fields"},i("routine","Routine",
Object.keys(e.routines).map(l=>[l,l]).concat([["*",
"every routine"]])),i("kind","Holds",c),a.length>0&&
i("name",o.kind==="slot"?"Slot":"Event",a.map(l=>[
l,l])),s("condition","Only if","such as quantity >\
 2 and item == 'desk'",{"aria-invalid":String(!!De),
"aria-describedby":De&&"bp-error"}),s("hits","Only\
 at hits","5, >= 3, % 10 == 0",{size:10}),s("log",
"Log instead of holding","with {expressions}")),r(
"div",{class:"line"},r("label",{class:"check"},r("\
input",{type:"checkbox",checked:o.once,onchange:l=>n(
{once:l.target.checked})})," once only"),t&&!V(t)&&
r("label",{class:"check"},r("input",{type:"checkbo\
x",checked:o.isForLater,onchange:l=>n({isForLater:l.
target.checked})})," for later jobs, not this one")),
De&&r("p",{id:"bp-error",class:"note bad",role:"al\
ert"},L("bad"),` ${De}`),r("div",{class:"line"},r(
"button",{type:"submit",class:"main"},o.replaces?"\
Change":"Set"),N("Never mind",()=>{Lt(),h()})))}function Ni(e,t,o){let n=t?pe(t)||V(t):W("debug"),
s=i=>te(i?"Breakpoint enabled":"Breakpoint disable\
d","PUT",`${dt(e,o.job)}/${encodeURIComponent(o.breakpoint_id)}`,
{enabled:i}).then(()=>{er(),h()});return r("li",{key:o.
breakpoint_id,class:`stoprow${o.enabled?"":" off"}`},
r("div",{class:"line"},o.job?r("input",{type:"chec\
kbox",checked:o.enabled,disabled:!n,"aria-label":`${o.
routine_id}: enabled`,onchange:i=>s(i.target.checked)}):
r("i",{class:"dot","aria-hidden":"true"}),r("span",
{class:"strong"},o.routine_id),r("span",{class:"qu\
iet"},Oi(o)),r("span",{class:"quiet"},D(o.hit_count,
"hit")),N("Change",()=>sr(o),{class:"plain",disabled:!n,
"aria-label":`Change the breakpoint at ${o.routine_id}`}),
N("Remove",()=>ut(e,o),{class:"plain",disabled:!n,
"aria-label":`Remove the breakpoint at ${o.routine_id}`})),
o.condition&&r("code",{class:"condition"},`if ${o.
condition}`),o.error_count>0&&r("p",{class:"note b\
ad"},L("bad"),` The condition had no value ${D(o.error_count,
"time")}: ${o.last_error}`))}function dr(e,t,o){let n=t&&
!V(t)?pe(t):W("debug");return k("Breakpoints",{key:"\
stops",aside:!wo()&&N("New breakpoint",()=>ir(e),{
id:"bp-new",disabled:!n})},o.length?r("ul",{class:"\
stops"},o.map(s=>Ni(e.flow_id,t,s))):!wo()&&r("p",
{class:"quiet"},"None yet. Click a routine above, \
or make one with a condition."),cr(e,t))}function Oi(e){
let t=e.slot_name||e.event_name||e.label;return[{routine:"",
slot:`slot ${t}`,event:`event ${t}`,error:"when it\
 fails",label:`label ${t}`}[e.type],e.hit_condition&&
`hits ${e.hit_condition}`,e.once&&"once",e.log_message&&
`log “${e.log_message}”`,!e.job&&"later jobs"].
filter(o=>o).join(" · ")}function ur(e,t){let o=Li(e,t),n=Fi(e,Di(e,o)),s=a=>n.
get(a)??0,i=Array.from({length:Math.max(-1,...n.values())+
1},()=>[]);for(let a of e)i[s(a)]?.push(a);for(let a of o){
let c=[];for(let l=s(a.source)+1;l<s(a.target);l+=
1){let u={edge:a,at:l};i[l]?.push(u),c.push(u)}a.path=
[a.source,...c,a.target]}return Ai(i,o),{layers:i,
edges:o}}function Li(e,t){let o=new Map;for(let n of t){
let{source_routine:s,target_routine:i,source_event:a}=n;
if(!e.includes(s)||!e.includes(i))continue;let c=JSON.
stringify([s,i]),l=o.get(c)??{source:s,target:i,labels:[],
path:[],isBack:!1};o.set(c,l),l.labels.push(a)}return[
...o.values()]}function Di(e,t){let o=new Map,n=i=>{
o.set(i,"open");for(let a of t)a.source===i&&(o.get(
a.target)==="open"?a.isBack=!0:o.has(a.target)||n(
a.target));o.set(i,"done")},s=new Set(t.filter(i=>i.
source!==i.target).map(i=>i.target));for(let i of[
...e.filter(a=>!s.has(a)),...e])o.has(i)||n(i);return t.
filter(i=>!i.isBack)}function Fi(e,t){let o=new Map(
e.map(n=>[n,0]));for(let n=0,s=!0;s&&n<=e.length;n+=
1){s=!1;for(let{source:i,target:a}of t){let c=(o.get(
i)??0)+1;(o.get(a)??0)>=c||(o.set(a,c),s=!0)}}return o}
function Ai(e,t){let o=Ji(t);for(let n=0;n<4;n+=1){
let s=new Map,i=l=>l.forEach((u,d)=>s.set(u,d-(l.length-
1)/2));e.forEach(i);let a=l=>s.get(l)??0,c=l=>{let u=o.
get(l)??[],d=u.reduce((m,f)=>m+a(f),0);return u.length?
d/u.length:a(l)};for(let l of n%2?[...e].reverse():
e){let u=new Map(l.map(d=>[d,c(d)]));l.sort((d,m)=>(u.
get(d)??0)-(u.get(m)??0)),i(l)}}}function Ji(e){let t=new Map,
o=(n,s)=>{let i=t.get(n)??[];t.set(n,i),i.push(s)};
for(let{path:n}of e)n.slice(1).forEach((s,i)=>{let a=n[i];
a!==void 0&&(o(s,a),o(a,s))});return t}function mr(e,t,o){let{layers:n,edges:s}=ur(e,t),i=Math.
max(1,...n.map(v=>v.length)),a=s.some(v=>v.isBack)?
28:0,c=n.length*132+(n.length-1)*56>o,l=c?{size:64,
gap:48}:Bi(n.length,o),u=c?{gap:12,size:Math.min(200,
Math.max(96,(o-a-(i-1)*12)/i))}:{gap:20,size:64},d=n.
length*l.size+(n.length-1)*l.gap,m=i*u.size+(i-1)*
u.gap,f=new Map;n.forEach((v,I)=>{let we=(m-v.length*
u.size-(v.length-1)*u.gap)/2;v.forEach((wt,kt)=>f.
set(wt,[I*(l.size+l.gap)+l.size/2,we+kt*(u.size+u.
gap)+u.size/2]))});let x=v=>f.get(v)??[0,0],g=([v,
I])=>c?[I,v]:[v,I],S=l.size/2,C=e.map(v=>{let[I,we]=g(
x(v)),[wt,kt]=g([l.size,u.size]);return{id:v,box:{
x:I-wt/2,y:we-kt/2,width:wt,height:kt}}}),G=s.map(
v=>({...v,...v.isBack?Ii(v,x,S,m,g):qi(v,x,S,g)})),
[Q,z]=g([d,m+a]);return{width:Q,height:z,isDown:c,
routines:Wi(C,c),edges:G}}function Bi(e,t){let o=Math.
min(176,Math.max(132,(t-(e-1)*96)/e));return e<2?{
size:o,gap:0}:{size:o,gap:Math.min(128,Math.max(56,
(t-e*o)/(e-1)))}}function Wi(e,t){return[...e].sort(
({box:o},{box:n})=>t?o.y-n.y||o.x-n.x:o.x-n.x||o.y-
n.y)}var pr=([e,t])=>`${e.toFixed(1)} ${t.toFixed(
1)}`;function qi({path:e},t,o,n){let s=d=>pr(n(d)),
i=e.map(d=>t(d)),a="",c=null;for(let[d,m]of i.slice(
1).entries()){let f=i[d]??m,x=d+2===i.length,g=[f[0]+
o,f[1]],S=[m[0]-o-(x?5:0),m[1]],C=(g[0]+S[0])/2;a+=
`${d?"L":"M"}${s(g)}C${s([C,g[1]])} `,a+=`${s([C,S[1]])}\
 ${s(S)}`,c??=n([C,g[1]+(S[1]-g[1])*.5])}let[l,u]=c??
[0,0];return{d:a,x:l,y:u}}function Ii({source:e,target:t},o,n,s,i){
let[a,c]=[o(e),o(t)],l=(...S)=>pr(i(S)),u=s+18,[d,
m]=[a[0]+n*.4,c[0]-n*.4],f=[`M${l(d,a[1])}L${l(d,u-
8)}`,`Q${l(d,u)} ${l(d-8,u)}L${l(m+8,u)}`,`Q${l(m,
u)} ${l(m,u-8)}L${l(m,c[1])}`].join(""),[x,g]=i([(d+
m)/2,u]);return{d:f,x,y:g}}function Ki(e,t,o,{figures:n,isHeld:s,isOpen:i,stops:a,
onclick:c,isDisabled:l,isRemote:u}){let d=a.flatMap(
f=>f.condition||[]).join(" or "),m=[n&&`called ${D(
n.started,"time")}${n.failed?`, failed ${n.failed}`:
""}`,s&&"held here",i&&!s&&"at work",a.length?`bre\
akpoint${d?` if ${d}`:""}`:"no breakpoint",u&&"for\
 later jobs"];return r("button",{key:e,type:"butto\
n",class:`routine${s?" held":i?" busy":""}${a.length?
" stop":""}`,"aria-pressed":String(a.length>0),"da\
ta-routine":e,disabled:l,title:a.length?"Remove th\
e breakpoint":"Set a breakpoint",onclick:c,style:{
left:`${o.x}px`,top:`${o.y}px`,width:`${o.width}px`,
height:`${o.height}px`}},r("span",{class:"strong"},
r("i",{class:`dot${a.length&&a.every(f=>!f.enabled)?
" off":""}`,"aria-hidden":"true"}),r("span",null,e),
r("span",{class:"unseen"},`, ${m.filter(f=>f).join(
", ")}`)),r("span",{class:"quiet","aria-hidden":"t\
rue"},s?E("held","held"):i?E("at work","busy"):t&&
t.class_name!==e?t.class_name:""),r("span",{class:"\
quiet number","aria-hidden":"true"},n?[`${p(n.started)}\
×`,n.failed>0&&r("span",{class:"bad"},` ${p(n.failed)}\
 failed`)]:""))}function fr(e,t,o){let n=Object.keys(
e.routines);if(!n.length)return _("This flow has n\
o routines.");let s=mr(n,e.connections,t);return r(
"div",{class:"graph",role:"group","aria-label":`Th\
e routines of ${e.flow_id}`,style:{width:`${s.width}\
px`,height:`${s.height}px`}},r("svg",{width:s.width,
height:s.height,viewBox:`0 0 ${s.width} ${s.height}`,
"aria-hidden":"true"},r("defs",null,r("marker",{id:"\
tip",viewBox:"0 0 8 8",refX:3,refY:4,markerWidth:7,
markerHeight:7,orient:"auto-start-reverse"},r("pat\
h",{d:"M0 0 8 4 0 8z"}))),s.edges.map(i=>r("path",
{key:`${i.source} ${i.target}`,class:"edge",d:i.d,
"marker-end":"url(#tip)"})),s.edges.map(i=>r("text",
{key:`${i.source} ${i.target} label`,x:i.x,y:i.y-(s.
isDown?-4:7),"text-anchor":"middle"},ko(i.labels.join(
", "),s.isDown?24:16)))),s.routines.map(({id:i,box:a})=>Ki(
i,e.routines[i],a,o(i))))}var ko=(e,t)=>e.length>t?
`${e.slice(0,t-1)}…`:e;var vo="";function gr(e){let t=async o=>{o.preventDefault();
let n=vo.trim();if(!n)return;let s=await ue(e,{command:"\
evaluate",lane:e.lane,expression:n}).catch(i=>({error:K(
i).message}));e.evaluated=[{asked:n,answer:s},...e.
evaluated.filter(i=>i.asked!==n)].slice(0,5),B(s.error||
`${n} is ${JSON.stringify(s.result)}`),h()};return[
r("h3",null,"Expression"),r("form",{class:"line",onsubmit:t},
r("input",{id:"expression",value:vo,placeholder:"s\
uch as a + b > 2",autocomplete:"off",spellcheck:"f\
alse","aria-label":"Expression",oninput:o=>{vo=o.target.
value,h()}}),r("button",{type:"submit"},"Evaluate")),
e.evaluated.length>0&&r("dl",{class:"facts"},e.evaluated.
map(({asked:o,answer:n})=>r("div",{key:o},r("dt",null,
r("code",null,o)),r("dd",{class:n.error?"bad":null},
n.error?[L("bad"),` ${n.error}`]:r("code",null,JSON.
stringify(n.result))))))]}var pt=null;function Dt(){pt=null}function yr(e,t){
let o=fo(t);return o.length?r("table",{class:"data\
 variables"},r("caption",{class:"unseen"},"Variabl\
es"),r("thead",null,r("tr",null,r("th",{scope:"col"},
"Name"),r("th",{scope:"col"},"Value"),r("th",{scope:"\
col"},r("span",{class:"unseen"},"Change")))),r("tb\
ody",null,o.map(n=>Vi(e,n))),t.truncated&&r("tfoot",
null,r("tr",null,r("td",{colspan:3,class:"quiet"},
"There are more, which are too large to show.")))):
r("p",{class:"quiet"},"It has none.")}function Vi(e,[
t,o,n]){let s=`${t} ${o}`,i=JSON.stringify(n),a=[...e.
before.keys()].some(m=>m.startsWith(t))&&e.before.
get(s)!==i,c=pt?.scope===t&&pt.path===o?pt:null,l=()=>{
pt={scope:t,path:o,text:i,error:null},h(),Ae("#var\
iable")},u=r("th",{scope:"row"},o,t==="shared"&&r(
"span",{class:"tag"},"shared"),a&&r("span",{class:"\
tag changed"},"changed"));if(!c)return r("tr",{key:s},
u,r("td",null,r("code",null,ko(i,400))),r("td",{class:"\
number"},N("Change",l,{class:"plain",disabled:!pe(
e),"aria-label":`Change ${o}`})));let d=()=>{Dt(),
h()};return r("tr",{key:`${s} edited`},u,r("td",{colspan:2},
r("form",{class:"line",onsubmit:m=>{m.preventDefault(),
Ui(e,c)},onkeydown:m=>{m.key==="Escape"&&d()}},r("\
input",{id:"variable",value:c.text,autocomplete:"o\
ff",spellcheck:"false","aria-label":`New value of ${o}\
, as JSON; other words are a text`,"aria-invalid":String(
!!c.error),oninput:m=>{c.text=m.target.value,h()}}),
r("button",{type:"submit",class:"main"},"Set"),N("\
Never mind",d)),c.error&&r("p",{class:"note bad",role:"\
alert"},c.error)))}async function Ui(e,t){let o=t.
text;try{o=JSON.parse(t.text)}catch{}try{await ue(
e,{command:"set_variable",lane:e.lane,scope:t.scope,
variable:t.path,value:o}),B(`${t.path} is ${JSON.stringify(
o)}`),Dt(),Ae(".steer .main")}catch(n){t.error=K(n).
message}oe(e)}var Hi={breakpoint:"a breakpoint was hit",pause:"t\
he job was paused",step:"a step ended here",start:"\
it was started held"};function hr(e){let{session:t}=e;
if(!t)return k("Held",{key:"held"},$());if(V(e))return k(
"Held",{key:"held"},r("p",{class:"quiet"},"The job\
 has ended: there is nothing left to hold."));let o=Zn(
e);if(!o)return k("Held",{key:"held"},t.status==="\
paused"?_("The job is paused: it is held as soon a\
s a routine is called or hands out an event."):_("\
Nothing is held: the job runs.","Click a routine t\
o hold the job there, or pause it."));let n=Hi[o.reason]??
o.reason;return k("Held",{key:"held",class:"heldno\
w",aside:E("held","held")},t.lanes.length>1&&r("di\
v",{class:"choices",role:"group","aria-label":"Hel\
d activations"},t.lanes.map(s=>r("button",{key:s.lane,
type:"button","aria-pressed":String(s===o),onclick:()=>{
e.lane=s.lane,oe(e)}},`${s.routine_id} · lane ${s.
lane}`))),ie([["Where",r("span",{class:"strong"},o.
routine_id)],["Why",`${n}${o.breakpoint_id?` (${o.
breakpoint_id})`:""}`],["Since",T(o.held_since)],[
"Goes on by itself",T(o.held_until)]]),r("h3",null,
"What caused it"),r("ol",{class:"stack"},e.stack.map(
(s,i)=>r("li",{key:s.frame,"aria-current":i===e.stack.
length-1&&"true"},r("span",{class:"strong"},s.routine_id),
r("span",{class:"quiet"},s.slot_name&&` by ${s.slot_name}`),
r("span",{class:"quiet"},s.line?` line ${s.line}`:
"")))),r("h3",null,"Variables"),e.variables?yr(e,e.
variables):$(),gr(e))}var Gi={routine_start:["called","busy"],slot_call:[
"slot","idle"],event_emit:["hands out","idle"],checkpoint:[
"comes to","idle"],routine_complete:["done","good"],
routine_error:["failed","bad"],breakpoint_hit:["br\
eakpoint hit","held"],log_message:["log","busy"],job_paused:[
"held","held"],job_resumed:["goes on","busy"],job_completed:[
"job ended","good"]};function br(e){let t=e.trace.
filter(o=>o.event_type!=="slot_call").slice(-14).reverse();
return k("What happens",{key:"trace",aside:r("a",{
href:y("jobs",[e.id])},"The whole job")},t.length===
0?$():r("ol",{class:"trace"},t.map(o=>{let[n,s]=Gi[o.
event_type]??[o.event_type,"idle"],{data:i}=o;return r(
"li",{key:o.seq},le(o.timestamp),r("span",{class:"\
strong"},o.routine_id||e.id),E(n,o.status==="faile\
d"?"bad":s),r("span",{class:"quiet"},i.event_name||
i.label||i.message||(i.reason||"").replaceAll("_",
" ")||(o.event_type==="job_completed"?o.status:"")||
(O(o.duration)?j(o.duration):"")))})))}function wr(e,t,o,n,s){let i=t.slice(-40).reverse();
o&&!i.some(c=>c.job_id===o)&&i.push(t.find(c=>c.job_id===
o)||{job_id:o,status:"unknown"});let a=n?.session?.
status??i.find(c=>c.job_id===o)?.status;return r("\
div",{key:"jobbar",class:"line jobbar"},i.length>0&&
r("label",{class:"field"},r("span",null,"Job"),r("\
select",{value:o,onchange:c=>Ze(y("debug",[e.flow_id,
c.target.value])),updated:c=>{c.value=o??""}},i.map(
c=>r("option",{key:c.job_id,value:c.job_id,selected:c.
job_id===o},`${c.job_id}: ${c.job_id===n?.id&&n.session?.
status||c.status}`)))),a&&E(a==="paused"?"held":a),
n?.session?.controller&&r("span",{class:"quiet"},Le(
n)==="controller"?`You control it, as ${he}`:`Cont\
rolled by ${n.session.controller}`),zi(e),n&&V(n)&&
s&&s.job_id!==o&&["running","paused"].includes(s.status)&&
r("a",{href:y("debug",[e.flow_id,s.job_id])},`Go o\
n with ${s.job_id}, which runs`))}function zi(e){let t=new Set(
e.connections.map(s=>s.target_routine)),o=Object.values(
e.routines).find(s=>!t.has(s.routine_id))||Object.
values(e.routines)[0];if(!o||!o.slots.length)return null;
let n=s=>async()=>{let i=await te("Job started","P\
OST","api/jobs",{flow_id:e.flow_id,entry_routine_id:o.
routine_id,entry_slot:o.slots[0],start_held:s});i?.
job_id&&(ho(),Ze(y("debug",[e.flow_id,i.job_id])))};
return r("span",{class:"line push"},N("Start a job",
n(!1),{disabled:!W("debug")}),N("Start one held",n(
!0),{disabled:!W("debug"),title:"It is held where \
it begins"}))}var xo=1e3;function ft(e){let t=e?`&flow_id=${encodeURIComponent(
e)}`:"",o=`api/jobs?limit=${xo}${t}`,n=M(o,me),s=n.
value?.total??0,{value:i,error:a}=s>xo?M(`${o}&off\
set=${s-xo}`,me):n;return{error:a,jobs:i?.jobs}}function ze(e){setTimeout(e,0)}function _o(e,t){return ze(
()=>{w.view!=="debug"||w.rest.join("/")!==e.join("\
/")||Vt(y("debug",t))}),$()}var Ye=$e("debug keys",!0),kr=[["continue","Resume",
"c",e=>e.session?.status==="paused"],["pause","Pau\
se","p",e=>e.session?.status==="running"],["step_o\
ver","Step over","n",e=>e.lane!==null],["step_into",
"Step into","s",e=>e.lane!==null],["step_out","Ste\
p out","o",e=>e.lane!==null]];function vr(e,[,,,t]){
return!!e.session&&pe(e)&&!V(e)&&t(e)}function xr(e,[
t]){return Oe(e,t,t.startsWith("step")?{lane:e.lane}:
{})}function _r(e){let t=o=>{Ye=o,Se("debug keys",
Ye),h()};return r("div",{key:"steer",class:"steer",
role:"toolbar","aria-label":"Steer the job"},kr.map(
(o,n)=>r("button",{key:o[0],type:"button",class:n===
0?"main":null,disabled:!vr(e,o),"aria-keyshortcuts":Ye?
o[2]:null,onclick:()=>xr(e,o)},o[1],Ye&&r("kbd",{"\
aria-hidden":"true"},o[2]))),r("button",{key:"canc\
el",type:"button",class:"danger",disabled:!e.session||
!pe(e)||V(e),onclick:()=>{window.confirm(`Cancel ${e.
id}? It cannot be taken back.`)&&Oe(e,"cancel")}},
"Cancel the job"),r("label",{class:"check push"},r(
"input",{type:"checkbox",checked:Ye,onchange:o=>t(
o.target.checked)})," Keys"))}function $o(e){if(!Ye||
!J||e.ctrlKey||e.metaKey||e.altKey||e.repeat||vt(e.
target))return;let t=kr.find(([,,o])=>o===e.key);if(e.
key==="e"){let o=document.getElementById("expressi\
on");o&&(e.preventDefault(),o.focus())}!t||!vr(J,t)||
(e.preventDefault(),xr(J,t))}function $r(e,t){let o=M("api/flows",me>>3);if(!o.
value)return o.error?X("The flows",o.error):$();let n=o.
value.flows.find(l=>l.flow_id===e);if(!n)return Yi(
e);let{jobs:s}=ft(e);if(!s)return $();let i=s.findLast(
l=>["running","paused"].includes(l.status))||s.at(
-1);if(!t&&i)return _o([e],[e,i.job_id]);ze(()=>{w.
view==="debug"&&Ge(w.rest[1]??null)});let a=J&&J.id===
t?J:null,c=tr(e,a,me>>1);return[wr(n,s,t,a,i),a&&Qi(
a),a&&_r(a),Xi(n,a,c),r("div",{key:"columns",class:"\
columns"},r("div",{key:"left"},a?hr(a):null),r("di\
v",{key:"right"},dr(n,a,c),a?br(a):null))]}function Yi(e){
let{jobs:t,error:o}=ft(null),n=t?.find(s=>s.job_id===
e);return n?_o([e],[n.flow_id,e]):o?X("The jobs",o):
t?_(`There is no flow or job ${e}.`,"Only the newe\
st jobs are kept. ",r("a",{href:y("debug")},"To al\
l flows")):$()}function Qi(e){let{link:t,session:o}=e;
if(t==="refused")return r("div",{key:"note",class:"\
note bad",role:"alert"},`${e.error}. It may have b\
een forgotten: only the newest jobs are kept.`);if(t===
"lost"){let n=o&&o.lease_s?j(o.lease_s):"the time \
of the lease";return r("div",{key:"note",class:"no\
te bad",role:"alert"},r("strong",null,"The connect\
ion to this job is lost. "),e.wasController?[`You \
had control. If the page is not back within ${n}, `,
"what is held goes on by itself: nobody hangs. "].
join(""):"What you see is from before. ","It tries\
 again by itself.")}return W("debug")?o&&!V(e)&&Le(
e)==="viewer"?r("div",{key:"note",class:"note warn",
role:"status"},r("strong",null,`${o.controller} co\
ntrols this job; you look on. `),"You see everythi\
ng and change nothing. ",N("Take control",()=>Oe(e,
"attach",{steal:!0}))):null:r("div",{key:"note",class:"\
note"},"You may look: this server takes no command\
s for jobs. ",r("code",null,"monitor serve --contr\
ol debug")," lets it.")}function Xi(e,t,o){let n=t?
M(`api/jobs/${encodeURIComponent(t.id)}/metrics`,`${me}\
 ${t.turn}`).value:null,s=new Set(t?.session?.lanes.
map(m=>m.routine_id)),i=t?.session?.status==="runn\
ing",a=t&&!V(t)?!pe(t):!W("debug"),c=document.querySelector(
".graphroom"),l=document.getElementById("main"),u=Math.
max(200,c?c.clientWidth:(l?l.clientWidth:window.innerWidth)-
100),d=m=>{let f=n?.routine_metrics[m];return f?{started:f.
execution_count,failed:f.error_count}:n?{started:0,
failed:0}:null};return k("Routines",{key:"graph",aside:r(
"span",{class:"quiet"},a?"calls of this job":"a cl\
ick sets a breakpoint, another one removes it")},r(
"div",{class:"scroll graphroom",mounted:()=>ze(h)},
fr(e,u,m=>{let f=o.filter(x=>x.routine_id===m);return{
figures:d(m),isHeld:s.has(m),isOpen:i&&(t.open.get(
m)??0)>0,stops:f,isDisabled:a,isRemote:f.length>0&&
f.every(x=>!x.job),onclick:()=>{or(e.flow_id,t,m,f)}}})))}function Sr(){ze(()=>Ge(null));let e=M("api/flows",
me>>3);if(!e.value)return e.error?X("The flows",e.
error):$();let t=ft(null).jobs??[],o=t.filter(s=>s.
status==="paused"),n=(s,i)=>t.filter(a=>a.flow_id===
s.flow_id&&a.status===i).length;return[o.length>0&&
k("Held now",{key:"now"},r("ul",{class:"plainlist"},
o.map(s=>r("li",{key:s.job_id},r("a",{href:y("debu\
g",[s.flow_id,s.job_id])},s.job_id)," ",E("held","\
held"))))),k("Flows",{key:"flows"},q({caption:"Flo\
ws",rows:e.value.flows,key:s=>s.flow_id,sort:"flow",
deps:s=>[n(s,"running"),n(s,"paused"),n(s,"failed")],
none:_("There is no flow.","A host shows its flows\
 by ",r("code",null,"Sources::flows"),"."),columns:[
{id:"flow",title:"Flow",of:s=>s.flow_id,cell:s=>r(
"a",{href:y("debug",[s.flow_id])},s.flow_id)},{id:"\
routines",title:"Routines",isNumber:!0,of:s=>Object.
keys(s.routines).length,cell:s=>p(Object.keys(s.routines).
length)},{id:"running",title:"Running",isNumber:!0,
of:s=>n(s,"running"),cell:s=>p(n(s,"running"))},{id:"\
held",title:"Held",isNumber:!0,of:s=>n(s,"paused"),
cell:s=>p(n(s,"paused"))},{id:"failed",title:"Fail\
ed",isNumber:!0,from:"wide",of:s=>n(s,"failed"),cell:s=>p(
n(s,"failed"))}]}))]}var Er={name:"debug",title:"Debugging",order:25,topics:[],
isThere:()=>P("flows"),heading:()=>w.rest[0]?[w.rest[0],
r("span",{class:"quiet"}," flow")]:["Debugging"],show:()=>w.
rest[0]?$r(w.rest[0],w.rest[1]):Sr(),begin:()=>{Yn(),
document.addEventListener("keydown",$o),window.addEventListener(
"resize",h)},end:()=>{Qn(),document.removeEventListener(
"keydown",$o),window.removeEventListener("resize",
h),Lt(),Dt(),Ge(null)}};var Ft=[{id:"time",title:"Time",cell:e=>le(e.timestamp)},
{id:"event",title:"Event",of:e=>e.event_type,noSort:!0,
cell:e=>ea(e.event_type)},{id:"job",title:"Job",of:e=>e.
job_id,noSort:!0,cell:e=>e.job_id?r("a",{href:y("j\
obs",[e.job_id])},e.job_id):""},{id:"worker",title:"\
Worker",from:"wide",of:e=>e.worker_id,noSort:!0,cell:e=>e.
worker_id||""},{id:"more",title:"More",from:"wide",
of:jr,noSort:!0,cell:jr}],Zi=new Map([["error","ba\
d"],["claimed_job","idle"],["heartbeat","idle"]]);
function ea(e){let t=e.split(".").pop()??e;return E(
e,Zi.get(t)??nt(t))}function jr(e){let{data:t}=e;return[
typeof t.error=="object"?t.error?.message:t.error,
t.message,O(t.progress)&&A(t.progress,0),t.reason,
t.name&&t.name!==e.job_id&&t.name,O(t.attempt)&&t.
attempt>1&&`attempt ${t.attempt}`].filter(n=>typeof n==
"string"&&n).join(" · ").slice(0,300)}var Qe=null,ta=400,At=[],Eo=-1/0,So=0,Pr={name:"ev\
ents",title:"Events",order:80,topics:["events"],isThere:()=>P(
"feed")&&P("status"),end:()=>{Qe=null,Eo=-1/0},show:()=>{
let e=Qe||oa();return[r("div",{class:"bar"},N(Qe?"\
Go on":"Hold still",()=>{Qe=Qe?null:At,h()},{"aria\
-pressed":String(!!Qe)}),r("span",{class:"quiet"},
`the last ${p(e.length)}`,et?`; ${p(et)} came too \
fast to be shown`:"")),q({caption:"Events",columns:Ft,
rows:e.slice().reverse(),key:t=>t.seq,filters:[{id:"\
kind",title:"Kind",of:t=>t.event_type}],none:_("No\
thing has happened yet.","Events are shown as soon\
 as the host emits some.")})]}};function oa(){if(At===
re)return re;let e=Eo+ta-performance.now();return e>
0?(So=So||setTimeout(()=>{So=0,h()},e),At):(Eo=performance.
now(),At=re,re)}var Rr,Tr=[],Cr=new WeakMap;function gt(e){return e.
status==="running"&&e.started!==null}function Jt(){
let e=b.jobs&&b.jobs.jobs;return e!==Rr&&(Rr=e,Tr=
Object.values(e||{}).map(jo).sort((t,o)=>o.latest-
t.latest)),Tr}function jo(e){let t=Cr.get(e);if(!t){
let o=R(e.completed_at||e.failed_at||e.cancelled_at)||
null,n=R(e.started_at)||(o&&e.execution_time?o-e.execution_time*
1e3:null);t={...e,ended:o,started:n,run:o?e.execution_time:
null,latest:o||n||R(e.queued_at)||R(e.created_at)||
0},Cr.set(e,t)}return t}function Mr(){let e=P("flo\
ws")?M("api/jobs?limit=1000",Math.floor(F()/2e3)).
value:null,t=b.jobs&&b.jobs.jobs||{};return e?e.jobs.
filter(o=>!t[o.job_id]).map(o=>{let[n,s]=[R(o.started_at)||
null,R(o.completed_at)||null];return{...o,name:o.flow_id,
tags:[],priority:"",attempts:1,started:n,ended:s,run:s&&
n?(s-n)/1e3:null,latest:s||n||R(o.created_at)}}):[]}var na=[{id:"job",title:"Job",of:e=>`${e.job_id} ${e.
name}`,cell:e=>[r("a",{class:"strong",href:y("jobs",
[e.job_id])},e.job_id),e.name!==e.job_id?r("span",
{class:"under quiet"},e.name):null]},{id:"state",title:"\
State",of:e=>e.status,cell:e=>E(e.status)},{id:"ru\
n",title:"Run time",isNumber:!0,of:e=>e.ended?e.run:
gt(e)?(F()-e.started)/1e3:null,cell:e=>e.ended?j(e.
run):gt(e)?_t(e.started):"–"},{id:"when",title:"\
Changed",isNumber:!0,from:"roomy",of:e=>e.latest,cell:e=>T(
e.latest/1e3)},{id:"worker",title:"Worker",from:"w\
ide",of:e=>e.worker_id,cell:e=>e.worker_id||"–"},
{id:"tries",title:"Tries",isNumber:!0,from:"wider",
of:e=>e.attempts,cell:e=>p(e.attempts)},{id:"prior\
ity",title:"Priority",from:"wider",of:e=>["low","m\
edium","high","critical"].indexOf(e.priority),cell:e=>e.
priority},{id:"more",title:"Tags and errors",from:"\
wide",noSort:!0,of:e=>`${e.error||""} ${e.tags.join(
" ")}`,cell:e=>[e.error?r("span",{class:"clip bad"},
e.error):null,qe(e.tags)]}];function Nr(){let e=w.
query.by,t=We("by","What is listed",[["","One by o\
ne"],["name","By name"],["tag","By tag"],["priorit\
y","By priority"]]);if(e)return[r("div",{class:"ba\
r"},t),ra(e)];if(P("jobs")&&!b.jobs)return[r("div",
{class:"bar"},t),$()];let o=Mr().concat(Jt());return[
r("div",{class:"bar"},t),q({caption:"Jobs",columns:na,
rows:o,key:n=>n.job_id,sort:"-when",filters:[{id:"\
state",title:"State",of:n=>n.status},{id:"tag",title:"\
Tag",of:n=>n.tags},{id:"worker",title:"Worker",of:n=>n.
worker_id}],none:_("No job is known.","Jobs are he\
re as soon as the host emits ",r("code",null,"job.\
created")," or ",r("code",null,"job.started"),".")}),
o.length>=1e3?r("p",{class:"quiet"},"Only the newe\
st 1,000 jobs are listed one by one; the figures c\
ount all."):null]}function ra(e){let{names:t,tags:o,
priorities:n}=se()??{},s=new Map(Object.entries({name:t,
tag:o,priority:n})).get(e);if(!s)return $();let i=Object.
entries(s).map(([c,l])=>({id:c,...l})),a=(c,l,u,d=p)=>({
id:c,title:l,isNumber:!0,of:m=>m[u],cell:m=>d(m[u])});
return q({caption:`Jobs by ${e}`,rows:i,key:c=>c.id,
sort:"-started",columns:[{id:e,title:e.charAt(0).toUpperCase()+
e.slice(1),of:c=>c.id,cell:c=>e==="tag"?r("a",{href:y(
"jobs",[],{tag:c.id})},c.id):e==="name"?r("a",{href:y(
"jobs",[],{q:c.id})},c.id):c.id},a("started","Star\
ted","total_jobs"),a("completed","Completed","comp\
leted_jobs"),a("failed","Failed","failed_jobs"),{...a(
"cancelled","Cancelled","cancelled_jobs"),from:"wi\
de"},{...a("success","Success","success_rate",A),from:"\
wide"},a("time","Mean time","avg_execution_time",j)],
none:_(`No job has a ${e}.`)})}var sa=60;function Po(e,t){let o=t.flatMap(l=>l.spans),
n=Math.min(...o.map(l=>l.from)),s=Math.max(n+1,...o.
map(l=>l.to)),i=l=>`${((l-n)/(s-n)*100).toFixed(3)}\
%`,a=lo(e,sa),c=l=>`${l.name}: ${j((l.to-l.from)/1e3)}${l.
isOpen?" so far":""}`;return r("figure",{class:"ti\
meline",key:e},r("figcaption",null,r("span",{class:"\
name"},e),r("span",{class:"quiet"},`${j((s-n)/1e3)}\
 in all`)),r("ol",null,t.slice(0,a).map((l,u)=>r("\
li",{key:l.key??u},r("span",{class:"who",title:l.name,
style:{"padding-left":`${Math.min(8,l.indent||0)*.75}\
rem`}},l.name),r("span",{class:"track"},l.spans.map(
(d,m)=>r("span",{key:m,class:`span ${d.kind} ${d.isOpen?
"open":""}`,title:c(d),style:{left:i(d.from),width:i(
n+d.to-d.from)}},r("span",{class:"unseen"},c(d)))),
(l.marks||[]).slice(0,100).map((d,m)=>r("span",{key:`\
m${m}`,class:`mark ${d.kind}`,title:d.title,style:{
left:i(d.at)}}))),r("span",{class:"took"},j(l.spans.
reduce((d,m)=>d+(m.to-m.from),0)/1e3))))),t.length>
a?r("p",{class:"more"},N(`Show all ${p(t.length)}`,
()=>co(e,t.length))):null)}var ia={"job.created":["made","idle"],"job.queued":[
"in the queue","idle"],"job.started":["running","b\
usy"],"job.resumed":["running","busy"],"job.paused":[
"paused","held"],"job.retrying":["waits for anothe\
r try","warn"]},aa=["job.completed","job.failed","\
job.cancelled"];function Lr(e){let t=[],o=null;for(let s of e){
let i=R(s.timestamp),a=ia[s.event_type];!a&&!aa.includes(
s.event_type)||(o&&t.push({...o,to:i}),o=a?{from:i,
name:a[0],kind:a[1]}:null)}if(o&&t.push({...o,to:F(),
isOpen:!0}),!t.length)return null;let n=[...new Set(
t.map(s=>s.name))].map(s=>({name:s,spans:t.filter(
i=>i.name===s)}));return Po("The life of the job",
n)}var Or={slot_call:"idle",event_emit:"busy",checkpoint:"\
idle",breakpoint_hit:"held",log_message:"warn"};function Dr(e){
let t=new Map,o=e.events.at(-1),n=o?.event_type===
"job_completed"?R(o.timestamp):F();for(let{event_type:a,
routine_id:c,timestamp:l,data:u}of e.events){let d=R(
l),m=t.get(u.frame);a==="routine_start"?t.set(u.frame,
{name:c,cause:u.cause,from:d,to:null,kind:"busy",marks:[]}):
m&&a==="routine_complete"?Object.assign(m,{to:d,kind:"\
good"}):m&&a==="routine_error"?Object.assign(m,{to:d,
kind:"bad",error:u.message}):m&&Or[a]&&m.marks.push(
{at:d,kind:Or[a],title:[a.replaceAll("_"," "),u.event_name||
u.slot_name||u.label||"",u.message||""].filter(f=>f).
join(": ")})}let s=a=>{let c=0;for(let l=a;l&&c<12;l=
t.get(l.cause))c+=1;return c-1},i=[...t].map(([a,c])=>({
key:a??"",name:c.name,indent:s(c),marks:c.marks,spans:[
{from:c.from,to:c.to??n,isOpen:c.to===null,kind:c.
kind,name:c.error?`${c.name}: ${c.error}`:c.name}]}));
return Po("Activations, each below what caused it",
i)}function Fr(e){let t=b.jobs&&b.jobs.jobs[e],o=t?jo(
t):null,s=!o||!o.ended?Math.floor(F()/1e3):"ended",
i=P("feed")?M(`api/v1/events?job=${encodeURIComponent(
e)}&limit=1000`,o?`${o.latest} ${s}`:s):Ve,a=la(e,
s)?M(`api/jobs/${encodeURIComponent(e)}/metrics`,s):
Ve,c=a.value?M(`api/jobs/${encodeURIComponent(e)}/\
trace?limit=2000`,a.value.total_events):Ve,l=i.value&&
i.value.events||[];return!o&&!l.length&&!a.value?i.
isLoading||a.isLoading||P("jobs")&&!b.jobs?$():_("\
Nothing is known of this job, or no longer.","Only\
 the newest jobs and events are kept. ",r("a",{href:y(
"jobs")},"To all jobs")):[r("div",{class:"bar"},E(
o?o.status:a.value?a.value.status:"unknown"),P("fl\
ows")&&a.value?r("a",{class:"button",href:y("debug",
[e])},"Debug"):null,b.exec&&b.exec.commands[e]?r("\
a",{class:"button",href:y("commands",[e])},"Its co\
mmand"):null),o&&o.error?r("div",{class:"note bad"},
L("bad")," ",o.error):null,o?ca(o,l):null,a.value?
da(a.value):null,c.value&&c.value.events.length?k(
"Trace",{},Dr(c.value)):null,l.length?k("What happ\
ened",{},Lr(l),q({caption:"Events of the job",columns:Ft.
filter(u=>u.id!=="job"),rows:l.slice().reverse(),key:u=>u.
seq,prefix:"e-"})):null]}function la(e,t){return(P(
"flows")?M("api/jobs?limit=1000",t).value:null)?.jobs.
some(n=>n.job_id===e)??!1}function ca(e,t){let o=t.
filter(s=>O(s.data.progress)).pop(),n=e.started||F();
return k("Facts",{},o&&!e.ended?ce(o.data.progress,
"Progress of the job"):null,ie([["Name",e.name],["\
Run time",e.ended?j(e.run):gt(e)?_t(e.started):null],
["Waited",e.created_at&&e.started?j((n-R(e.created_at))/
1e3):null],["Worker",e.worker_id],["Tries",e.attempts],
["Priority",e.priority],["Tags",e.tags.length?qe(e.
tags):null],["Made",e.created_at&&T(e.created_at)],
["Ended",e.ended&&T(e.ended/1e3)]]))}function da(e){
let t=(o,n,s,i=p,a)=>({id:o,title:n,isNumber:!0,from:a,
of:c=>c[s],cell:c=>i(c[s])});return k("Routines",{
aside:e.dropped_events?r("span",{class:"quiet"},`${p(
e.dropped_events)} old events are not kept`):null},
ie([["Flow",e.flow_id],["Ran",j(e.duration)],["Hel\
d",e.held_ms>0?j(e.held_ms/1e3):null],["Activation\
s",p(e.total_routines)],["Failed",e.failed_routines?
p(e.failed_routines):null]]),q({caption:"Routines",
rows:Object.values(e.routine_metrics),key:o=>o.routine_id,
prefix:"r-",sort:"-total",columns:[{id:"routine",title:"\
Routine",of:o=>o.routine_id,cell:o=>o.routine_id},
t("runs","Runs","execution_count"),t("total","Tota\
l","total_duration",j),t("mean","Mean","avg_durati\
on",j,"wide"),t("longest","Longest","max_duration",
j,"wide"),t("errors","Errors","error_count")]}))}var Jr={name:"jobs",title:"Jobs",order:10,topics:[
"jobs","status","exec"],isThere:()=>P("jobs")||P("\
flows"),badge:()=>{let e=se()?.jobs.currently_running;
return e?{value:p(e),words:"running"}:null},above:()=>w.
rest.length?r("a",{href:y("jobs")},"Jobs"):null,heading:()=>[
w.rest[0]??"Jobs"],show:()=>w.rest[0]===void 0?Nr():
Fr(w.rest[0]),watches:Ie("status",(e,t)=>{let o=Ar(
t)-Ar(e);if(o<=0)return[];let n=xe(t)?void 0:t.recent_jobs.
filter(s=>s.failed_at).pop();return[{tag:"failed j\
obs",title:o===1&&n?`Job ${n.job_id} has failed`:`${p(
o)} jobs have failed`,body:n&&n.error||"",address:o===
1&&n?y("jobs",[n.job_id]):y("jobs",[],{state:"fail\
ed"})}]})};function Ar(e){return xe(e)?0:e.jobs.failed_jobs}var Br,Wr=[],qr=new WeakMap;function fe(){let{runs:e}=b;
return e!==Br&&(Br=e,Wr=e?e.order.flatMap(t=>{let o=e.
runs[t];return o?[ua(o)]:[]}):[]),Wr}function ua(e){
let t=qr.get(e)??{...e,word:Bt(e)};return qr.set(e,
t),t}function Bt(e){return e.unreadable?"unreadabl\
e":e.liveness==="live"||e.liveness==="ended"||!e.liveness?
e.status:e.liveness}var yt=e=>e==="running"?"busy":
nt(e),ma=e=>O(e.estimated_time_remaining)&&e.word===
"running"?`about ${U(e.estimated_time_remaining)} \
left`:"",ht=e=>O(e.current_step)?`step ${p(e.current_step)}${e.
total_steps?` of ${p(e.total_steps)}`:""}`:"";function Ir(e){
return[r("div",{class:"line"},r("a",{class:"strong",
href:y("runs",[e.id])},e.experiment_name),E(e.word),
r("span",{class:"push figure"},A(e.progress_percent))),
ce(e.progress_percent,`Progress of ${e.experiment_name}`,
yt(e.word)),r("p",{class:"quiet clip"},[ht(e),e.step_name,
ma(e),e.errors?D(e.errors,"error"):""].filter(t=>t).
join(" · "))]}var Kr=5*6e4,pa=5e3,Pe=$e("visit",null),bt=Pe&&Date.
now()-Pe.at>Kr?Pe:null;function fa(){if(document.hidden||
!b.status&&!b.runs)return;let e=se()?.jobs;Pe={at:Date.
now(),feed:ve,completed:e?.completed_jobs??0,failed:e?.
failed_jobs??0},Se("visit",Pe)}function Vr(){if(!bt||
!b.runs&&!b.status)return null;let{at:e,completed:t,
failed:o}=bt,{jobs:n,system:s}=se()??{},i=bt.feed===
ve,a=(f=0,x)=>Math.max(0,f-(i?x:0)),c=fe().filter(
f=>f.end_time&&R(f.end_time)>e||["crashed","stalle\
d","silent"].includes(f.word)&&R(f.last_update)>e).
slice(0,6),l=s?.recent_errors.filter(f=>R(f.at)>e)??
[],u=a(n?.completed_jobs,t),d=a(n?.failed_jobs,o),
m=!c.length&&!u&&!d&&!l.length;return k("While you\
 were away",{class:"away",aside:N("Put away",()=>{
bt=null,h()},{class:"plain"})},r("p",{class:"quiet"},
"You last looked ",T(e/1e3),i||!ve?".":"; the serv\
er was started anew since."),m?r("p",null,"Nothing\
 has ended or failed since."):r("ul",{class:"plain\
list tight"},c.map(f=>r("li",{key:f.id,class:"line"},
E(f.word),r("a",{href:y("runs",[f.id])},f.experiment_name),
r("span",{class:"quiet"},T(f.end_time||f.last_update)))),
u?r("li",{key:"done"},E(`${D(u,"job")} completed`,
"good")):null,d?r("li",{key:"bad"},r("a",{href:y("\
jobs",[],{state:"failed"})},E(`${D(d,"job")} faile\
d`,"bad"))):null,l.length?r("li",{key:"errors"},E(
`${D(l.length,"error")} of the system`,"bad")):null))}
function Ur(){document.addEventListener("visibilit\
ychange",()=>{document.hidden||(Pe&&Date.now()-Pe.
at>Kr&&(bt=Pe),h())}),setInterval(fa,pa)}function Hr(){let e=fe(),t=e.filter(o=>o.word==="r\
unning"||o.word==="stalled"||o.word==="paused").concat(
e.filter(o=>!["running","stalled","paused"].includes(
o.word))).slice(0,4);return k("Runs",{aside:r("a",
{href:y("runs")},e.length>t.length?`All ${p(e.length)}`:
"All")},b.runs?t.length?r("ul",{class:"plainlist"},
t.map(o=>r("li",{key:o.id},Ir(o)))):_("No run yet.",
"Any program can be one: ",r("code",null,"monitor \
run -- COMMAND")):$())}function Gr({system:e,recent_jobs:t}){
let o=e.recent_errors.map(i=>({at:i.at,what:i.message,
who:"system"})),n=t.filter(i=>i.failed_at).map(i=>({
at:i.failed_at,what:i.error||"failed",who:i.job_id,
job:i.job_id})),s=o.concat(n).sort((i,a)=>R(a.at)-
R(i.at)).slice(0,4);return k("Errors",{aside:r("a",
{href:y("jobs",[],{state:"failed"})},"Failed jobs")},
s.length?r("ul",{class:"plainlist"},s.map(i=>r("li",
{key:`${i.who} ${i.at}`,class:"trouble"},L("bad"),
r("p",null,i.job?r("a",{href:y("jobs",[i.job])},i.
who):r("span",{class:"strong"},i.who)," ",r("span",
{class:"quiet"},T(i.at)),r("span",{class:"clip"},i.
what))))):r("p",{class:"fine"},L("good")," Nothing\
 has gone wrong lately."))}function zr(){let e=be().
filter(t=>t.running);return k("Commands",{aside:r(
"a",{href:y("commands")},"All")},b.exec?e.length?r(
"ul",{class:"plainlist"},e.slice(0,5).map(t=>r("li",
{key:t.id,class:"line"},r("a",{href:y("commands",[
t.id])},t.id),r("span",{class:"quiet"},t.sample?`${A(
t.sample.cpu_percent,0)} CPU · ${Y(t.sample.rss_bytes)}`:
"begins")))):r("p",{class:"quiet"},be().length?"No\
ne runs now.":"No command is watched."):$())}function Yr(e,t,{at:o=String,from:n="",to:s="now",
format:i=p}={}){let a=t[0]?t[0].values.length:0,c=Array.
from({length:a},(x,g)=>t.reduce((S,C)=>S+(C.values[g]??
0),0)),l=Ue(Math.max(1,...c)),u=de/Math.max(1,a),d=new Array(
a).fill(H),m=t.map(x=>r("path",{key:x.name,class:`\
fill ${x.kind}`,d:x.values.map((g,S)=>{if(!g)return"";
let C=H*g/l,G=(d[S]??H)-C;d[S]=G;let Q=(S*u+u*.12).
toFixed(1),z=(u*.76).toFixed(1);return`M${Q} ${G.toFixed(
2)}h${z}v${C.toFixed(2)}h-${z}z`}).join("")})),f=t.
map(x=>`${i(x.values.reduce((g,S)=>g+S,0))} ${x.name}`);
return He({title:e,words:f.join(", "),layers:t,shapes:m,
most:l,format:i,from:n,to:s,tip:x=>{let g=Math.min(
a-1,Math.floor(x*a));return[o(g),...t.map(S=>`${S.
name} ${i(S.values[g])}`)]}})}function Qr(e,t,{format:o=p}={}){let n=t.flatMap(d=>d.
points),s=Math.min(F()-6e4,...n.map(([d])=>d)),i=Math.
max(F(),...n.map(([d])=>d)),a=Ue(Math.max(.001,...n.
map(([,d])=>d))),c=([d,m])=>`M${((d-s)/(i-s)*de).toFixed(
1)} ${(H-2-(H-4)*m/a).toFixed(1)}h0`,l=t.map(d=>r(
"path",{key:d.name,class:`dots ${d.kind}`,d:d.points.
map(c).join("")})),u=t.map(d=>`${p(d.points.length)}\
 ${d.name}`).join(", ");return He({title:e,words:u,
layers:t,shapes:l,most:a,format:o,from:Xe(s),to:"n\
ow",tip:d=>{let m=s+d*(i-s),f=t.flatMap(({name:x,points:g})=>g.
map(([S,C])=>({name:x,x:S,y:C}))).reduce((x,g)=>!x||
Math.abs(g.x-m)<Math.abs(x.x-m)?g:x,null);return f?
[Xe(f.x),`${f.name} after ${o(f.y)}`]:[]}})}function Xr({jobs:e,system:t}){let o=(n,s)=>n>0?s:
null;return an([["Running",p(e.currently_running),
o(e.currently_running,"busy")],["Queued",p(t.queue_depth),
null,`at most ${p(t.max_queue_depth)}`],e.currently_paused?
["Paused",p(e.currently_paused),"held"]:null,["Com\
pleted",p(e.completed_jobs),o(e.completed_jobs,"go\
od")],["Failed",p(e.failed_jobs),o(e.failed_jobs,"\
bad")],["Cancelled",p(e.cancelled_jobs),o(e.cancelled_jobs,
"warn")],["Success",A(e.success_rate)],["Errors",p(
t.error_count),o(t.error_count,"bad")],["Up",r("sp\
an",{title:t.uptime_formatted},U(t.uptime))]])}var ga=[
"seconds","The last minute","second","60 s ago"],ya={
hour:["minutes","The last hour","minute","60 min a\
go"],day:["hours","The last day","hour","24 h ago"]};
function Zr({throughput:e}){let[t,o,n,s]=ya[w.query.
span??""]??ga,i=e[t],a=(d,m)=>({name:d,kind:m,values:i.
map(f=>f[d])}),c=[a("completed","good"),a("failed",
"bad"),a("cancelled","warn")],l=i.reduce((d,m)=>d+
m.completed+m.failed+m.cancelled,0),u=d=>d===i.length-
1?`this ${n}`:`${D(i.length-1-d,n)} ago`;return k(
"Throughput",{aside:We("span","Span of time",[["",
"Minute"],["hour","Hour"],["day","Day"]])},Re("thr\
oughput",[i.map(d=>`${d.completed},${d.failed},${d.
cancelled}`).join(" "),t],()=>Yr(`${o}: ${D(l,"job")}\
 ended`,c,{at:u,from:s})),es("Jobs lately",["start\
ed","done","failed","per s"],[Ro("Last minute",e.seconds,
60),Ro("Last hour",e.minutes),Ro("Last day",e.hours)]))}
function Ro(e,t,o){let n=s=>t.reduce((i,a)=>i+a[s],
0);return[e,p(n("started")),p(n("completed")),p(n(
"failed")),o?(n("completed")/o).toFixed(1):"–"]}
function es(e,t,o){return r("div",{class:"scroll",
tabindex:"0",role:"region","aria-label":e},r("tabl\
e",{class:"small"},r("caption",{class:"unseen"},e),
r("thead",null,r("tr",null,r("th",{scope:"col"},r(
"span",{class:"unseen"},"What")),t.map(n=>r("th",{
key:n,scope:"col",class:"number"},n)))),r("tbody",
null,o.map(([n,...s])=>r("tr",{key:n},r("th",{scope:"\
row"},n),s.map(i=>r("td",{class:"number"},i)))))))}
function ts({jobs:e}){let t=e.execution_time,o=e.queue_wait,
n=(s,i)=>[s,...[i.p50,i.p95,i.p99,i.max].map(a=>i.
count?j(a):"–")];return k("Latency",{aside:r("a",
{href:y("jobs",[],{sort:"-run"})},"Longest")},Re("\
latency",[Math.floor(F()/500),b.jobs],ha),es("Time\
s of jobs",["p50","p95","p99","longest"],[n("Run t\
ime of completed",t),n("Queue wait",o)]))}function ha(){
let e=Jt().filter(o=>o.ended&&(o.run??0)>0).slice(
0,400),t=o=>e.filter(n=>n.status==="completed"===o).
map(n=>[n.ended??0,n.run??0]).reverse();return Qr(
`Run times of the last ${p(e.length)} jobs`,[{name:"\
completed",kind:"good",points:t(!0)},{name:"failed\
 or cancelled",kind:"bad",points:t(!1)}],{format:j})}function Fe(){let e=se()?.workers;return e?Object.
entries(e.workers).map(([t,o])=>({id:t,...o})):[]}
var ba=[{id:"worker",title:"Worker",of:e=>e.id,cell:e=>[
r("span",{class:"strong"},e.id),r("span",{class:"u\
nder quiet"},e.host)]},{id:"state",title:"State",of:e=>e.
status,cell:e=>E(e.status)},{id:"running",title:"R\
unning",isNumber:!0,from:"roomy",of:e=>e.running_jobs,
cell:e=>`${p(e.running_jobs)} of ${p(e.max_concurrent_jobs)}`},
{id:"completed",title:"Completed",isNumber:!0,from:"\
wide",of:e=>e.completed_jobs,cell:e=>p(e.completed_jobs)},
{id:"failed",title:"Failed",isNumber:!0,from:"room\
y",of:e=>e.failed_jobs,cell:e=>e.failed_jobs?r("sp\
an",{class:"bad"},p(e.failed_jobs)):"0"},{id:"busy",
title:"Busy",isNumber:!0,from:"wide",of:e=>e.busy_fraction,
cell:e=>r("span",{class:"meter"},r("i",{style:{width:`${Math.
min(100,e.busy_fraction*100).toFixed(1)}%`}}),r("b",
null,A(e.busy_fraction*100,0)))},{id:"heard",title:"\
Heard of",isNumber:!0,of:e=>e.last_heartbeat,cell:e=>r(
"span",{class:e.status==="offline"?"bad":""},e.last_heartbeat===
null?"never":`${U(e.last_heartbeat)} ago`)},{id:"t\
ags",title:"Tags",from:"wider",of:e=>e.tags.join("\
 "),cell:e=>qe(e.tags)}];function Wt(e,t){return b.
status?q({caption:"Workers",columns:ba,rows:e,key:o=>o.
id,sort:"worker",prefix:t,filters:[{id:"state",title:"\
State",of:o=>o.status}],none:_("No worker has regi\
stered.","A worker is there as soon as it emits ",
r("code",null,"WorkerEvent::registered")," or send\
s a heartbeat.")}):$()}var os={name:"overview",title:"Overview",order:0,topics:[
"status","jobs","runs","exec"],isThere:()=>!0,show:()=>{
let{status:e}=b;if(e&&xe(e))return _(`${e.error}: \
no figures are kept.`,W("metrics")?N("Enable it",()=>te(
"Enable","POST","system/enable")):"Whoever runs th\
e host can enable it.");let t=P("status")&&e&&!e.jobs.
total_jobs&&!e.jobs.created&&!Fe().length;return[Vr(),
P("status")&&!e?$():null,t?wa():null,e&&!t?Xr(e):null,
r("div",{class:"columns"},e&&!t?[Zr(e),ts(e)]:null,
P("runs")?Hr():null,e&&Fe().length?k("Workers",{aside:r(
"a",{href:y("workers")},"All")},Wt(Fe().slice(0,8),
"w-")):null,e&&!t?Gr(e):null,P("exec")?zr():null)]},
load:Ur};function wa(){return k("Nothing has been \
told yet",{},r("p",null,"The page shows jobs, work\
ers and errors as soon as a program emits events t\
o this host. ","To look at it with something in it\
, run ",r("code",null,"monitor serve --demo"),"."))}var ka=[{id:"run",title:"Run",of:e=>`${e.experiment_name}\
 ${e.id}`,cell:e=>[r("a",{class:"strong",href:y("r\
uns",[e.id])},e.experiment_name),e.id!==e.experiment_name?
r("span",{class:"under quiet"},e.id):null]},{id:"s\
tate",title:"State",of:e=>e.word,cell:e=>E(e.word)},
{id:"done",title:"Done",isNumber:!0,of:e=>e.progress_percent,
cell:e=>r("div",{class:"done"},r("b",null,A(e.progress_percent,
0)),ce(e.progress_percent,`Progress of ${e.experiment_name}`,
yt(e.word)))},{id:"step",title:"Step",from:"wide",
of:e=>e.step_name,cell:e=>[r("span",{class:"clip"},
e.step_name||"–"),r("span",{class:"under quiet"},
ht(e))]},{id:"left",title:"Left",isNumber:!0,from:"\
wide",of:e=>e.estimated_time_remaining,cell:e=>O(e.
estimated_time_remaining)&&e.word==="running"?U(e.
estimated_time_remaining):"–"},{id:"errors",title:"\
Errors",isNumber:!0,from:"wider",of:e=>e.errors,cell:e=>e.
errors?r("span",{class:"bad"},p(e.errors)):"0"},{id:"\
changed",title:"Changed",isNumber:!0,from:"roomy",
of:e=>R(e.last_update),cell:e=>T(e.last_update)}];
function ns(){return b.runs?q({caption:"Runs",columns:ka,
rows:fe(),key:e=>e.id,sort:"-changed",filters:[{id:"\
state",title:"State",of:e=>e.word}],none:_("No run\
 yet.","Any program can be one: ",r("code",null,"m\
onitor run -- COMMAND"),". A program of your own h\
olds a ",r("code",null,"RunDir"),".")}):$()}var rs=!0;function ss({bars:e}){if(!e||!e.length)return null;
let t=e.slice().sort((o,n)=>(o.state==="running"?0:
1)-(n.state==="running"?0:1)||n.id-o.id).slice(0,12);
return k("Bars",{},r("ul",{class:"plainlist"},t.map(
o=>r("li",{key:o.id},r("div",{class:"line"},r("spa\
n",{class:"strong clip"},o.desc||"without a name"),
r("span",{class:"push figure"},`${p(o.done)}${o.total?
` of ${p(o.total)}`:""}`)),ce(o.percent,o.desc,o.state===
"running"?"busy":"good"),r("p",{class:"quiet"},[va(
o.rate_per_second),o.eta&&o.state==="running"?`${U(
o.eta.remaining_s)} left`:"",o.round>0?`round ${o.
round+1}`:""].filter(n=>n).join(" · "))))))}function va(e){
return O(e)?`${e>=1?e.toFixed(1):e.toPrecision(2)}\
 a second`:""}function is({series:e={}}){let t=Object.
entries(e);if(!t.length)return null;let o=n=>/bytes/.
test(n)?Y:/percent/.test(n)?s=>A(s):s=>qt(s,4);return k(
"Figures",{},t.slice(0,12).map(([n,s])=>{let i=xa(
s);return Me(n.replaceAll("_"," "),[{name:n,kind:"\
busy",points:i}],{format:o(n),at:a=>qt(a,6),from:qt(
i[0]?.[0],4),to:qt(i.at(-1)?.[0],4)})}))}function qt(e,t){
return e===void 0?"":Number(e.toPrecision(t)).toString()}
function xa(e){return("points"in e?e.points:e).map(
o=>"x"in o?[o.x,o.y]:o).filter(([o,n])=>O(o)&&O(n))}
function as({messages:e,errors:t}){if(!e||!e.length)
return null;let o={error:"bad",warning:"warn"},n=e.
slice(-15).reverse();return k("Messages",{aside:t&&
t.length?r("span",{class:"bad"},D(t.length,"error")):
null},r("ul",{class:"plainlist tight"},n.map((s,i)=>r(
"li",{key:`${s.timestamp} ${e.length-i}`,class:"tr\
ouble"},L(o[s.level]||"idle"),r("p",null,r("span",
{class:"quiet"},le(s.timestamp)," ",s.level==="inf\
o"?"":s.level||"")," ",s.message)))))}function ls(e,{
plots:t}){return!t||!t.length?null:k("Plots",{},r(
"div",{class:"plots"},t.slice(-12).reverse().map(o=>{
let{file:n,timestamp:s}=typeof o=="string"?{file:o}:
o,i=s?`?at=${encodeURIComponent(s)}`:"",a=`${e}/pl\
ots/${encodeURIComponent(n)}${i}`;return r("figure",
{key:n},r("a",{href:a,target:"_blank",rel:"noopene\
r"},r("img",{src:a,alt:`Plot ${n}`,loading:"lazy"})),
r("figcaption",{class:"quiet"},n))})))}function cs(e,t){
let o=M(`${e}/log?max=32768`,t.seq),n=s=>{rs&&(s.scrollTop=
s.scrollHeight)};return k("Log",{aside:r("a",{href:`${e}\
/log?max=1048576`},"More of it")},o.value?r("pre",
{class:"log",tabindex:"0",role:"region","aria-labe\
l":"The end of the log",mounted:n,updated:n,onscroll:s=>{
let i=s.target;rs=i.scrollTop+i.clientHeight>=i.scrollHeight-
8}},o.value.text):o.error?r("p",{class:"quiet"},o.
error.status===404?"There is no log.":o.error.message):
$())}function ds(e){let t=fe().find(i=>i.id===e);if(!t)
return b.runs?_("There is no such run, or no longe\
r.",r("a",{href:y("runs")},"To all runs")):$();let o=`\
api/v1/runs/${encodeURIComponent(e)}`,n=t.unreadable?
Ve:M(o,`${t.seq} ${t.word}`),s=n.value||{};return[
r("div",{class:"bar"},E(t.word),r("a",{class:"butt\
on",href:`${o}/report.html`,download:`${e}.html`},
"Report as one file")),_a(t,s),n.error?X("The run \
cannot be read",n.error):null,$a(t,s),r("div",{class:"\
columns"},ss(s),is(s),as(s)),ls(o,s),s.log_file?cs(
o,t):null]}function _a(e,{state_reason:t}){let o=t||
e.state_reason,n=[" It was last heard of ",T(e.last_update),
"."],i={crashed:["bad","The process is gone withou\
t a word of its end.",n,e.step_name?` It was at “${e.
step_name}”.`:""],stalled:["warn","The process l\
ives, but nothing has moved for far longer than it\
s steps take.",n],silent:["warn","Nothing has been\
 heard of it for too long; whether the process liv\
es cannot be seen from here.",n],unreadable:["bad",
e.unreadable||""],error:["bad",o||e.last_error||"I\
t has ended with an error."]}[e.word];return i?r("\
div",{class:`note ${i[0]}`},L(i[0])," ",i.slice(1)):
null}function $a(e,t){let o=t.eta&&e.word==="runni\
ng"?t.eta:null,n=a=>new Date(F()+a*1e3).toLocaleTimeString(
"en-GB",{hour:"2-digit",minute:"2-digit"}),[s,i]=o?
[n(o.low_s),n(o.high_s)]:[];return k("Progress",{aside:r(
"span",{class:"figure big"},A(e.progress_percent))},
ce(e.progress_percent,`Progress of ${e.experiment_name}`,
yt(e.word)),ie([["Step",[e.step_name,ht(e)].filter(
a=>a).join(" · ")],["Left",o?`${U(o.low_s)} to ${U(
o.high_s)}${o.overdue?", overdue":""}`:null],["Don\
e",o?s===i?`at ${s}`:`between ${s} and ${i}`:null],
["Began",e.start_time&&T(e.start_time)],["Ended",e.
end_time&&T(e.end_time)],["Took",e.end_time&&e.start_time?
j((R(e.end_time)-R(e.start_time))/1e3):null],["Las\
t change",e.last_update&&T(e.last_update)],["Machi\
ne",e.host],["Attempt",e.attempt>1?e.attempt:null],
["Errors",e.errors?p(e.errors):null],["CPU time",j(
t.resources?.cpu_s)],["Peak memory",Y(t.resources?.
peak_rss_bytes)]]))}var us={name:"runs",title:"Runs",order:40,topics:[
"runs"],isThere:()=>P("runs"),badge:()=>{let e=fe(),
t=e.filter(n=>n.word==="running").length,o=e.filter(
n=>n.word==="crashed"||n.word==="stalled").length;
return t||o?{value:p(t),words:`running${o?`, ${o} \
crashed or stalled`:""}`,kind:o?"bad":""}:null},above:()=>w.
rest.length?r("a",{href:y("runs")},"Runs"):null,heading:()=>{
let[e]=w.rest;return[e&&b.runs?.runs[e]?.experiment_name||
e||"Runs"]},show:()=>w.rest[0]===void 0?ns():ds(w.
rest[0]),watches:Ie("runs",(e,t)=>t.order.flatMap(
o=>{let[n,s]=[e.runs[o],t.runs[o]];if(!n||!s)return[];
let[i,a]=[Bt(n),Bt(s)];return i===a||a==="running"?
[]:[{tag:`run ${o}`,title:`${s.experiment_name}: ${a}`,
body:s.state_reason||s.last_error||s.last_message||
"",address:y("runs",[o])}]}))};var ps={name:"workers",title:"Workers",order:30,topics:[
"status"],isThere:()=>P("status"),badge:()=>{let e=Fe();
if(!e.length)return null;let t=e.filter(o=>o.status===
"offline").length;return{value:p(e.length-t),words:`\
online${t?`, ${t} offline`:""}`,kind:t?"bad":""}},
show:()=>Wt(Fe(),""),watches:Ie("status",(e,t)=>{let o=ms(
e);return Object.entries(ms(t)).filter(([n,s])=>s.
status==="offline"&&o[n]?.status==="online").map(([
n])=>({tag:`worker ${n}`,title:`Worker ${n} is off\
line`,body:"It has not been heard of for too long,\
 or has left.",address:y("workers")}))})};function ms(e){
return xe(e)?{}:e.workers.workers}var fs=[os,Jr,ps,us,Vn,Pr,Er,Fn];function Sa(e){if(e.key!=="/"||e.ctrlKey||e.metaKey||
e.altKey||vt(e.target))return;let o=document.querySelector(
"main input[type=search]");o&&(e.preventDefault(),
o.focus())}ao();window.addEventListener("pageshow",
e=>{e.persisted&&location.reload()});document.addEventListener(
"keydown",Sa);setInterval(()=>{document.hidden?st():
Mo()},1e3);bn(fs);sn();
