var as=/^(INPUT|TEXTAREA|SELECT)$/;function wt(e){
return e instanceof Element&&as.test(e.tagName)}var ls=new Intl.NumberFormat("en-GB"),O=e=>typeof e==
"number"&&Number.isFinite(e),p=e=>O(e)?ls.format(e):
"–",F=(e,t=1)=>O(e)?`${e.toFixed(t)} %`:"–",J=(e,t,o=`${t}\
s`)=>`${p(e)} ${e===1?t:o}`;function P(e){if(!O(e))
return"–";if(e<0)return`−${P(-e)}`;if(e===0)return"\
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
var R=e=>O(e)?e*1e3:Date.parse(String(e));var cs=Object.freeze({});function r(e,t,...o){return{
tag:e,props:t??cs,key:t?.key,children:kt(o,[]),node:null}}
function Re(e,t,o){return{make:o,deps:t,key:e,inner:null,
node:null}}function kt(e,t){for(let o of e)ds(o)?kt(
o,t):o!==null&&typeof o=="object"?t.push(o):t.push(
{text:us(o),node:null});return t}function ds(e){return Array.
isArray(e)}function us(e){return e==null||typeof e==
"boolean"?"":String(e)}var Jt=new Intl.DateTimeFormat(void 0,{dateStyle:"\
medium",timeStyle:"medium"}),Eo=0;function Po(e){Eo=
e-Date.now()}var D=()=>Date.now()+Eo;function Xe(e){
let t=(D()-e)/1e3;return t<-1.5?`in ${U(-t)}`:t<1.5?
"now":`${U(t)} ago`}function T(e){let t=R(e);if(Number.
isNaN(t))return"–";let o=n=>{n.textContent=Xe(t)};
return r("time",{key:`t${t}`,class:"ago",datetime:new Date(
t).toISOString(),title:Jt.format(t),mounted:o})}function vt(e){
let t=o=>{o.textContent=P(Math.max(0,(D()-e)/1e3))};
return r("time",{key:`s${e}`,class:"since","data-a\
t":e,datetime:new Date(e).toISOString(),title:`sin\
ce ${Jt.format(e)}`,mounted:t})}function le(e){let t=R(
e);if(Number.isNaN(t))return"–";let o=new Date(t),
s=o.toDateString()===new Date(D()).toDateString()?
o.toLocaleTimeString("en-GB"):`${o.toISOString().slice(
0,10)} ${o.toLocaleTimeString("en-GB")}`;return r(
"time",{datetime:o.toISOString(),title:Jt.format(t)},
s)}function jo(){for(let e of document.querySelectorAll(
"time.ago")){let t=Xe(Date.parse(e.dateTime));e.textContent!==
t&&(e.textContent=t)}for(let e of document.querySelectorAll(
"time.since"))e.textContent=P(Math.max(0,(D()-Number(
e.dataset.at))/1e3))}var Bt=!0,Ro=()=>{};function To(e){Ro=e}function h(){
Bt&&(Bt=!1,requestAnimationFrame(()=>{Bt=!0,Ro()}))}
function Ae(e){requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector(e)?.focus()))}var w=Co();function Co(){let[e="",t=""]=location.hash.
replace(/^#\/?/,"").split("?"),o=e.split("/").filter(
n=>n).map(n=>{try{return decodeURIComponent(n)}catch{
return n}});return{view:o[0]||"overview",rest:o.slice(
1),query:Object.fromEntries(new URLSearchParams(t))}}
function y(e,t=[],o={}){let n=Object.entries(o).filter(
([,i])=>i!=null&&i!==""),s=new URLSearchParams(n.map(
([i,a])=>[i,String(a)])).toString();return`#/${[e,
...t].map(encodeURIComponent).join("/")}${s?`?${s}`:
""}`}function Ze(e){location.hash=e}function ne(e){
qt(y(w.view,w.rest,{...w.query,...e}))}function qt(e){
history.replaceState(null,"",e),Wt(),h()}function Wt(){
w=Co()}var ms="http://www.w3.org/2000/svg",Mo=new WeakMap,
No=new WeakMap;function Lo(e,t){let o=kt([t],[]);Ao(
e,Mo.get(e)??[],o,!1),Mo.set(e,o)}function Do(e,t){
return e.text!==void 0?e.node=document.createTextNode(
e.text):e.make?(e.inner=e.make(),e.node=It(e.inner,
t)):It(e,t)}function It(e,t){let{tag:o,props:n}=e,
s=t||o==="svg",i=s?document.createElementNS(ms,o):
document.createElement(o);e.node=i;for(let a of e.
children)i.append(Do(a,s));for(let[a,c]of Object.entries(
n))Kt(i,a,c,void 0);return n.mounted&&n.mounted(i),
i}function Vt(e,t){return e.tag===t.tag&&e.key===t.
key&&!!e.make==!!t.make}function Oo(e,t,o){if(e!==
t)if(t.text!==void 0){if(e.text===void 0)return;t.
node=e.node,t.node&&e.text!==t.text&&(t.node.data=
t.text)}else t.make?e.make&&ps(e,t,o):e.tag!==void 0&&
Fo(e,t,o)}function ps(e,t,o){let n=e.deps.length===
t.deps.length&&e.deps.every((s,i)=>s===t.deps[i]);
if(t.node=e.node,n){t.inner=e.inner;return}t.inner=
t.make(),e.inner&&Vt(e.inner,t.inner)?Fo(e.inner,t.
inner,o):e.node?.replaceWith(It(t.inner,o)),t.node=
t.inner.node}function Fo(e,t,o){let{node:n}=e;if(t.
node=n,e===t||!n)return;let s=e.props;for(let i of Object.
keys(s))i in t.props||Kt(n,i,void 0,s[i]);for(let[
i,a]of Object.entries(t.props))Kt(n,i,a,s[i]);Ao(n,
e.children,t.children,o||t.tag==="svg"),t.props.updated&&
t.props.updated(n)}function Ao(e,t,o,n){let s=(d,m)=>m&&
Vt(d,m);if(t.length===o.length&&t.every((d,m)=>s(d,
o[m]))){t.forEach((d,m)=>{let f=o[m];f&&Oo(d,f,n)});
return}let i=new Map,a=[];for(let d of t)d.key!==void 0?
i.set(d.key,d):a.push(d);let c=new Set(t),l=0;for(let d of o){
let m=d.key===void 0?a[l++]:i.get(d.key);m&&c.has(
m)&&Vt(m,d)?(c.delete(m),Oo(m,d,n)):Do(d,n)}for(let d of c)
d.node?.remove();let u=e.firstChild;for(let{node:d}of o)
d&&d===u?u=u.nextSibling:d&&e.insertBefore(d,u)}function Kt(e,t,o,n){
if(!(o===n&&t!=="value")&&!(t==="key"||t==="mounte\
d"||t==="updated"))if(t.startsWith("on"))fs(e,t.slice(
2),o);else if(t==="style")gs(e,o,n);else if(t==="v\
alue"&&"value"in e){let s=o==null?"":String(o);e.value!==
s&&(e.value=s)}else t==="checked"&&"checked"in e?e.
checked=!!o:ys(e,t,o)}function fs(e,t,o){let n=No.
get(e)??{};No.set(e,n),t in n||e.addEventListener(
t,s=>{let i=n[t];typeof i=="function"&&i(s)}),n[t]=
o}function gs(e,t,o){if(e instanceof HTMLElement||
e instanceof SVGElement){for(let n of Object.keys(
o??{}))(!t||!(n in t))&&e.style.removeProperty(n);
for(let[n,s]of Object.entries(t??{}))(!o||o[n]!==s)&&
e.style.setProperty(n,s)}}function ys(e,t,o){o==null||
o===!1?e.removeAttribute(t):e.setAttribute(t,o===!0?
"":String(o))}var Je=[];function B(e){let t=document.getElementById(
"said");t&&(t.textContent=e)}function ke(e,t,o=null){
Je=Je.filter(n=>n.text!==t).slice(-3).concat({kind:e,
text:t,more:o}),h()}function Jo(e){Je=Je.filter(t=>t!==
e),h()}var{dataset:Ut}=document.documentElement,hs=(Ut.has||
"").split(" "),bs=(Ut.may||"").split(" "),Bo=String(
Ut.version),j=e=>hs.includes(e),q=e=>bs.includes(e);function Ht(e,t){if(!qo(t))return t;let o=qo(e)?{...e}:
{};for(let[n,s]of Object.entries(t))s===null?delete o[n]:
o[n]=Ht(o[n],s);return o}function qo(e){return typeof e==
"object"&&e!==null&&!Array.isArray(e)}var b={},Gt={},re=[],et=0,zt=500,ve=null,tt=0;function se(){
return b.status&&!xe(b.status)?b.status:void 0}function xe(e){
return!!e.error}function Yt(e,t){let o=JSON.parse(
t),n=Gt[e];if(e==="hello")ws(o);else if(e==="event\
s")ks(o.events??[]);else if(e==="dropped")et+=o.count??
0;else if(o.full!==void 0)Wo(e,o.full);else{if(n===
void 0||o.version===void 0)return!1;if(n===o.version-
1)Wo(e,Ht(Ko(e),o.patch));else return n>=o.version}
return o.version!==void 0&&(Gt[e]=o.version),h(),!0}
function Io(e){let t=Ko(e);return t===void 0?void 0:
JSON.stringify({version:Gt[e],full:t})}function Vo(e){
return JSON.stringify({stream:ve,now:e})}function Ko(e){
return b[e]}function Wo(e,t){b[e]=t}function ws(e){
e.now&&Po(Date.parse(e.now)),ve!==null&&ve!==e.stream&&
(re=[],et=0,tt+=1),ve=e.stream??null}function ks(e){
let t=re.at(-1)?.seq??0,o=e.filter(n=>n.seq>t);o.length&&
(re=re.concat(o).slice(-zt))}var Z={state:"wait",since:Date.now()},vs={wait:"",
live:"connected",poll:"connected, asking every two\
 seconds",gone:"the server does not answer"};function Qt(e){
Z.state!==e&&((Z.state!=="wait"||e==="gone")&&B(vs[e]),
Z={state:e,since:Date.now()},h())}function V(e){return e instanceof Error?e:new Error(
String(e))}function xt(e,t){return Object.assign(new Error(
e),{status:t})}async function ee(e,t,o){let n={Accept:"\
application/json"};o!==void 0&&(n["Content-Type"]=
"application/json");let s;try{s=await fetch(t,{method:e,
headers:n,...o===void 0?{}:{body:JSON.stringify(o)}})}catch{
throw xt("the server does not answer",0)}let i=await s.
text(),a=i;try{a=i?JSON.parse(i):null}catch{}if(s.
ok)return a;let c=a?.error?.message;throw xt(c||`${s.
status} ${s.statusText}`,s.status)}var Uo={status:{path:"status",document:e=>e},jobs:{
path:"api/v1/jobs",document:e=>Xt(e,"job_id","jobs")},
runs:{path:"api/v1/runs",document:e=>Xt(e,"id","ru\
ns")},exec:{path:"api/v1/exec",document:e=>Xt(e,"i\
d","commands")}};function Ho(e){return e!=="events"&&
Uo[e]!==void 0}async function Go(e){let t=Uo[e];return t&&
t.document(await ee("GET",t.path))}function Xt(e,t,o){
let n=e;return{order:n.map(s=>s[t]),[o]:Object.fromEntries(
n.map(s=>[s[t],s]))}}var zo=[1e3,2e3,4e3,8e3];function _t(e){return zo[Math.
min(e,zo.length-1)]??0}var xs=2e3;function Yo(e,t,o){let n=null,s=0,i=0,a=!1,
c=()=>{if(a)return;if(!j("feed")){u();return}let d=e.
includes("events")?`&batch=1&backlog=${zt}`:"",m=new EventSource(
`api/v1/events?topics=${e.join(",")}${d}`);n=m,m.onopen=
()=>{i=0,o("live")};for(let f of["hello","dropped",
...e])m.addEventListener(f,x=>t(f,x.data));m.onerror=
()=>{n?.close(),l()}},l=async()=>{let d=await ee("\
GET","healthz").then(()=>!0,()=>!1);if(!a){if(d&&i>
0){u();return}d||o("gone"),s=setTimeout(c,_t(i)*(.8+
.4*Math.random())),i+=1}},u=async(d=1)=>{let m=e.filter(
Ho),f=await Promise.all(m.map(g=>Go(g).then(S=>({topic:g,
document:S,status:200}),S=>({topic:g,document:void 0,
status:V(S).status??0}))));if(a)return;for(let{topic:g,
document:S}of f)S!==void 0&&t(g,JSON.stringify({full:S}));
if(e.includes("events")){let g=await ee("GET","api\
/v1/events?limit=100").catch(()=>null);g&&t("event\
s",JSON.stringify(g))}if(a)return;let x=f.some(({status:g})=>g>
0)||m.length===0;o(x?"poll":"gone"),s=setTimeout(()=>j(
"feed")&&d%15===0?c():u(d+1),xs)};return c(),()=>{
a=!0,clearTimeout(s),n&&n.close()}}var to=crypto.getRandomValues(new Uint32Array(2)).
join("-"),Zt=navigator.locks,ot=Zt&&"BroadcastChan\
nel"in window?new BroadcastChannel(`monitor ${location.
pathname}`):null,Be=new Map,Xo=9e4,Ce=!1,Te=null,eo=[],
$t=[];function Zo(){return Ce||!ot}function en(e){
let t=[...new Set(e)].filter(o=>o==="events"||j(o)).
sort();t.join()!==$t.join()&&($t=t,Ce?Et():St())}function _e(e){
ot&&ot.postMessage(e)}function St(){_e({join:to,topics:$t})}
function Et(e=!1){for(let[n,{at:s}]of Be)Date.now()-
s>Xo&&Be.delete(n);let t=[...Be.values()].flatMap(
({topics:n})=>n),o=[...new Set([...$t,...t])].sort();
!e&&Te&&o.every(n=>eo.includes(n))||(Te&&Te(),eo=o,
Te=Yo(o,_s,n=>{Qt(n),oo({link:n})}))}function oo(e){
Be.size&&_e(e)}function _s(e,t){oo({name:e,text:t}),
Yt(e,t)||Et(!0)}function $s({join:e,topics:t=[],leave:o,
who:n,to:s,link:i,name:a,text:c}){if(e&&Ce){Be.set(
e,{topics:t,at:Date.now()});let l=t.every(u=>eo.includes(
u));Et(),l&&Ss(e,t)}else if(o)Be.delete(o);else if(n&&
!Ce)St();else{if(Ce||s&&s!==to)return;i?Qt(i):a&&c!==
void 0&&!Yt(a,c)&&St()}}function Ss(e,t){_e({to:e,
name:"hello",text:Vo(new Date(D()).toISOString())});
for(let o of t){let n=o==="events"?JSON.stringify(
{events:re}):Io(o);n!==void 0&&_e({to:e,name:o,text:n})}
_e({to:e,link:Z.state})}function Qo(){Ce=!0,oo({who:!0}),
_e({who:!0}),Et()}function tn(){if(!ot||!Zt){let e=()=>{
document.hidden?Te&&(Te(),Te=null):Qo()};document.
addEventListener("visibilitychange",e),e();return}
ot.onmessage=({data:e})=>$s(e),Zt.request(`monitor\
 stream ${location.pathname}`,()=>(Qo(),new Promise(
()=>{}))),St(),setInterval(()=>{Ce&&_e({who:!0})},
Xo/3),window.addEventListener("pagehide",()=>_e({leave:to}))}var Es={good:"completed complete finished success \
succeeded ok online verified manually_verified",bad:"\
failed error crashed offline timeout lost stuck re\
jected",warn:"cancelled retrying warning restart w\
ait stopped suspended",busy:"running started activ\
e stepping submitted",held:"paused held"},Ps=new Map(
Object.entries(Es).flatMap(([e,t])=>t.split(" ").map(
o=>[o,e]))),no=e=>Ps.get(e)??"idle",js={good:"M3 8\
.5 6.5 12 13 4.5",bad:"M4 4l8 8M12 4l-8 8",warn:"M\
8 3v6M8 11.6v1.4",busy:"M5 3.5 12 8 5 12.5z",held:"\
M5.5 3.5v9M10.5 3.5v9",idle:"M8 4.5v4l2.5 2M8 1.8a\
6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z"};function L(e){
return r("svg",{class:`sign ${e}`,viewBox:"0 0 16 \
16",width:14,height:14,"aria-hidden":"true"},r("pa\
th",{d:js[e]}))}function E(e,t=no(e)){return r("sp\
an",{class:`state ${t}`},L(t),r("span",null,e.replaceAll(
"_"," ")))}function k(e,{aside:t,key:o,class:n},...s){let i=`\
s-${(o||e).toLowerCase().replace(/[^a-z0-9]+/g,"-")}`;
return r("section",{key:o??i,class:`card ${n||""}`,
"aria-labelledby":i},r("div",{class:"head"},r("h2",
{id:i},e),t),s)}function on(e){return r("dl",{class:"\
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
utton",{type:"button",onclick:t,...o},e)}function qe(e,t,o){
let n=o[0]?.[0],s=w.query[e]||n;return r("div",{class:"\
choices",role:"group","aria-label":t},o.map(([i,a])=>r(
"button",{key:i,type:"button","aria-pressed":String(
i===s),onclick:()=>ne({[e]:i===n?"":i})},a)))}var We=e=>r(
"span",{class:"tags"},e.map(t=>r("span",{key:t,class:"\
tag"},t)));function $e(e,t){try{return JSON.parse(localStorage.
getItem(`monitor ${e}`)??"null")??t}catch{return t}}
function Se(e,t){try{localStorage.setItem(`monitor\
 ${e}`,JSON.stringify(t))}catch{}}var Rs=1e3,Ts=3,ge=$e("notify",!1)&&"Notification"in
window&&Notification.permission==="granted";function Ie(e,t){
let o;return n=>{let s=o,i=b[e];return o=i,n&&s&&i&&
s!==i?t(s,i):[]}}function nn(e){setInterval(()=>{for(let t of e)
for(let o of t(ge&&Zo()).slice(0,Ts))Cs(o)},Rs)}function Cs({
tag:e,title:t,body:o,address:n}){let s=new Notification(
t,{tag:e,body:o});s.onclick=()=>{window.focus(),Ze(
n),s.close()}}function rn(){if(!("Notification"in window))
return null;let e=ge?"Notices are on: what ends or\
 fails is told by the browser":"Tell me when somet\
hing ends or fails";return r("button",{type:"butto\
n",class:"icon",title:e,"aria-label":e,"aria-press\
ed":String(ge),onclick:Ms},r("svg",{viewBox:"0 0 1\
6 16",width:18,height:18,"aria-hidden":"true"},r("\
path",{d:"M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.5h1\
1C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4zM6.5 13a1.6 1.\
6 0 0 0 3 0",fill:ge?"currentColor":"none",stroke:"\
currentColor","stroke-width":1.3})))}async function Ms(){
ge?ge=!1:await Notification.requestPermission()===
"granted"?ge=!0:ke("warn","This browser does not l\
et the page tell you anything: its settings for th\
is site say so."),Se("notify",ge),B(ge?"Notices ar\
e on":"Notices are off"),h()}var Ns={live:["good","live"],poll:["good","every 2\
 s"],gone:["bad","no answer"],wait:["idle","connec\
ting"]};function sn(){return r("svg",{viewBox:"0 0\
 16 16",width:20,height:20,"aria-hidden":"true"},r(
"rect",{width:16,height:16,rx:4,class:"logo"}),r("\
path",{d:"M2 9h3l2-5 3 8 1.5-3H14",fill:"none",stroke:"\
#fff","stroke-width":1.6}))}function an(e,t){return r(
"nav",{class:"places","aria-label":"Views"},r("ul",
null,e.map(o=>{let n=o.badge&&o.badge();return r("\
li",{key:o.name},r("a",{href:y(o.name),"aria-curre\
nt":o===t&&"page"},r("span",null,o.title),n?r("spa\
n",{class:`badge ${n.kind||""}`,title:n.words},r("\
span",{"aria-hidden":"true"},n.value),r("span",{class:"\
unseen"},` ${n.words}`)):null))})))}function ln(){
let[e,t]=Ns[Z.state];return r("p",{id:"link",class:"\
link","data-state":Z.state},E(t,e))}function cn(){
return r("div",{class:"note bad",role:"alert"},r("\
strong",null,"The server does not answer. "),"What\
 you see is from ",le(Z.since/1e3),"; it goes on b\
y itself as soon as the server is back. ","If it d\
oes not come back, look whether ",r("code",null,"m\
onitor serve")," still runs.")}function dn(e){return r(
"div",{key:e.text,class:`notice ${e.kind}`},L(e.kind),
r("p",null,e.text,e.more),r("button",{type:"button",
class:"plain","aria-label":"Put away",onclick:()=>Jo(
e)},"×"))}var un={auto:"as the system is",light:"light",dark:"\
dark"},Os={auto:"M8 2a6 6 0 1 0 0 12z",light:"M8 5\
a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",dark:"M12.5 10.5A5.\
5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z"},Ls={auto:"\
light",light:"dark",dark:"auto"},ye=$e("theme","au\
to");function ro(){ye==="auto"?delete document.documentElement.
dataset.theme:document.documentElement.dataset.theme=
ye}function mn(){let e=()=>{ye=Ls[ye]??"auto",Se("\
theme",ye),ro(),B(`Colours: ${un[ye]}`),h()},t=`Co\
lours: ${un[ye]}`;return r("button",{type:"button",
class:"icon",title:t,"aria-label":t,onclick:e},r("\
svg",{viewBox:"0 0 16 16",width:18,height:18,"aria\
-hidden":"true"},ye!=="dark"&&r("circle",{cx:8,cy:8,
r:6,fill:"none",stroke:"currentColor","stroke-widt\
h":1.4}),r("path",{d:Os[ye],fill:"currentColor"})))}var Ds=["status","runs"],pn=[],nt=null;function fn(e){
pn=e,To(rt);for(let t of e)t.load?.();nn(e.flatMap(
t=>t.watches??[])),window.addEventListener("hashch\
ange",Bs),rt()}function rt(){let e=pn.filter(i=>i.
isThere()).sort((i,a)=>i.order-a.order),t=e.find(i=>i.
name===w.view)||null;t!==nt&&(nt&&nt.end&&nt.end(),
nt=t,t&&t.begin&&t.begin()),en([...Ds,...t&&t.topics||
[]]);let o=t&&t.heading?t.heading():[t?t.title:"No\
t here"];As(o[0]);let n=document.activeElement,s=document.
getElementById("page");s&&(Lo(s,[r("a",{class:"ski\
p",href:"#main",onclick:Js},"To the content"),r("h\
eader",{class:"top"},r("a",{class:"brand",href:y("\
overview")},sn(),"Monitor"),ln(),mn(),rn()),an(e,t),
r("main",{id:"main",tabindex:"-1"},Z.state==="gone"&&
cn(),t&&t.above&&w.rest.length?r("p",{class:"crumb\
s"},t.above()):null,o.length>0&&r("h1",{tabindex:"\
-1"},o),t?r("div",{key:`view ${t.name} ${w.rest.join(
"/")}`,class:`view ${t.name}`},Fs(t)):_("There is \
nothing at this address.",r("a",{href:y("overview")},
"To the overview"))),r("footer",{class:"foot"},r("\
a",{href:"api/v1/openapi.json"},"API"),r("a",{href:"\
metrics"},"Prometheus"),r("span",null,`Monitor ${Bo}`)),
r("div",{class:"notices",role:"log","aria-label":"\
Notices","aria-live":"polite"},Je.map(dn)),r("p",{
id:"said",class:"unseen",role:"status"})]),n instanceof
HTMLElement&&n!==document.activeElement&&n.isConnected&&
n!==document.body&&n.focus({preventScroll:!0}))}function Fs(e){
try{return e.show()}catch(t){return console.error(
t),_("This view has failed: that is a fault of Mon\
itor.",r("code",null,String(t)))}}function As(e){let{
runs:t}=b,o=t?.order.map(a=>t.runs[a]).find(a=>a?.
status==="running"),n=se()?.jobs,i=`${Z.state==="g\
one"?"no answer · ":o?`${Math.floor(o.progress_percent)}\
 % ${o.experiment_name} · `:n&&n.currently_running?
`${n.currently_running} running · `:""}${typeof e==
"string"?e:"Monitor"} · Monitor`;document.title!==
i&&(document.title=i)}function Js(e){e.preventDefault(),
document.getElementById("main")?.focus()}function Bs(){
let e=w;Wt();let t=e.view!==w.view||e.rest.join("/")!==
w.rest.join("/");if(rt(),!t)return;window.scrollTo(
0,0);let o=document.querySelector("main h1");o&&o.
focus({preventScroll:!0})}var qs=100,gn={};function W({caption:e,columns:t,rows:o,
key:n,sort:s,filters:i=[],none:a,prefix:c="",deps:l=()=>[]}){
let u=v=>`${c}${v}`,d=w.query[u("sort")]||s||"",[m,
f]=d.startsWith("-")?[d.slice(1),!0]:[d,!1],x=(w.query[u(
"q")]||"").trim().toLowerCase(),g=i.map(v=>[v,w.query[u(
v.id)]||""]),S=t.flatMap(v=>v.of??[]),C=o.filter(v=>g.
every(([I,we])=>!we||[I.of(v)].flat().includes(we)));
x&&(C=C.filter(v=>S.some(I=>String(I(v)??"").toLowerCase().
includes(x))));let G=t.find(v=>v.id===m)?.of;G&&(C=
Ks(C,G,f));let Q=so(e,qs);return[o.length>8||x||g.
some(([,v])=>v)?r("div",{class:"filters",role:"sea\
rch","aria-label":`${e}: filter`},r("input",{type:"\
search",placeholder:"Filter","aria-label":`Filter ${e.
toLowerCase()}`,value:w.query[u("q")]||"",oninput:v=>ne(
{[u("q")]:v.target.value})}),g.map(([v,I])=>Vs(v,I,
o,u)),r("span",{class:"quiet",role:"status"},C.length===
o.length?p(o.length):`${p(C.length)} of ${p(o.length)}`)):
null,C.length===0?o.length?_("Nothing fits the fil\
ter.",N("Show all",()=>ne(Object.fromEntries([[u("\
q"),""],...i.map(v=>[u(v.id),""])])))):a||_("There\
 is nothing."):r("div",{class:"scroll"},r("table",
{class:"data"},r("caption",{class:"unseen"},e),r("\
thead",null,r("tr",null,t.map(v=>Ws(v,m,f,u)))),r(
"tbody",null,C.slice(0,Q).map(v=>Re(n(v),[v,...l(v)],
()=>Is(v,t)))))),C.length>Q?r("p",{class:"more"},N(
`Show ${p(Math.min(500,C.length-Q))} more of ${p(C.
length)}`,()=>{io(e,Q+500)})):null]}function so(e,t){
return gn[e]||t}function io(e,t){gn[e]=t,h()}var yn=e=>[
e.isNumber&&"number",e.from].filter(t=>t).join(" ")||
null;function Ws(e,t,o,n){let s=e.id===t,i={scope:"\
col",class:yn(e)};if(!e.of||e.noSort)return r("th",
{key:e.id,...i},e.title);let a=()=>ne({[n("sort")]:s===
(e.isNumber?o:!o)&&s?`${o?"":"-"}${e.id}`:`${e.isNumber?
"-":""}${e.id}`});return r("th",{key:e.id,...i,"ar\
ia-sort":s?o?"descending":"ascending":null},r("but\
ton",{type:"button",class:"sorter",onclick:a},e.title,
r("span",{class:"arrow","aria-hidden":"true"},s?o?
"↓":"↑":"↕")))}function Is(e,t){return r("tr",
null,t.map((o,n)=>r(n===0?"th":"td",{class:yn(o),scope:n===
0?"row":null},o.cell(e))))}function Vs(e,t,o,n){let s=[
...new Set(o.flatMap(i=>e.of(i)))].filter(i=>typeof i==
"string").filter(i=>i!=="").sort();return t&&!s.includes(
t)&&s.push(t),r("label",{key:e.id},r("span",{class:"\
unseen"},e.title),r("select",{value:t,onchange:i=>ne(
{[n(e.id)]:i.target.value}),updated:i=>{i.value=t}},
r("option",{value:""},`${e.title}: all`),s.map(i=>r(
"option",{key:i,value:i,selected:i===t},i))))}function Ks(e,t,o){
let n=e.map(s=>[t(s),s]);return n.sort(([s],[i])=>!Pt(
s)||!Pt(i)?Number(Pt(i))-Number(Pt(s)):(s<i?-1:s>i?
1:0)*(o?-1:1)),n.map(([,s])=>s)}function Pt(e){return e!=
null&&e!==""&&!Number.isNaN(e)}var Us=3e3,Ee=0,hn=0;function st(e=1){Ee+=e}function bn(){
hn=setInterval(()=>{st(),h()},Us)}function wn(){clearInterval(
hn)}var Ke={isLoading:!1},Ve=new Map,Hs=48,Gs=250;function M(e,t=0){
let o=Ve.get(e);o?Ve.delete(e):o={value:void 0,error:void 0,
isLoading:!1,version:void 0,at:0},Ve.set(e,o);for(let[
s]of Ve){if(Ve.size<=Hs)break;Ve.delete(s)}let n=`${t}\
 ${tt}`;if(o.version!==n&&!o.isLoading){let s=o.at+
Gs-performance.now(),i=o;o.isLoading=!0,setTimeout(
()=>zs(e,i,n),Math.max(0,s))}return o}async function zs(e,t,o){
try{t.value=await ee("GET",e),t.error=void 0}catch(n){
t.error=V(n)}t.version=o,t.at=performance.now(),t.
isLoading=!1,h()}async function te(e,t,o,n){try{let s=await ee(
t,o,n);return B(`${e}: done`),s===null?{}:s}catch(s){
ke("bad",`${e}: ${V(s).message}`);return}finally{h()}}var[Ys=0]=crypto.getRandomValues(new Uint16Array(1)),
he=`browser ${Ys.toString(16).padStart(4,"0")}`;var Qs={ready:"idle",wait:"idle",manual:"idle",queued:"\
idle",cancelled:"idle",stopped:"idle",submitting:"\
busy",running:"busy",processing:"busy",uploading:"\
busy",restart:"busy",suspended:"held",held:"held",
lost:"warn",review:"warn",stop:"warn",stopping:"wa\
rn",finished:"good",uploaded:"good",complete:"good",
reviewed:"good",review_failed:"bad",stuck:"bad",failed:"\
bad"},jt=[["Needs a person","stuck failed review r\
eview_failed held lost manual"],["Under way","subm\
itting queued running suspended processing uploadi\
ng stop stopping restart"],["To come","ready wait"],
["Done","finished reviewed uploaded complete stopp\
ed cancelled"]],ae=e=>E(e,Qs[e]||"idle");function kn({
text:e,key:t,state:o,after:n}){if(t&&e.startsWith(
t)){let s=r("a",{href:it(t)},t);return o&&e.endsWith(
o)?[s,e.slice(t.length,-o.length),ae(o)]:[s,e.slice(
t.length)]}return n&&e.endsWith(String(n))?[e.slice(
0,-String(n).length),T(n)]:e}var it=e=>y("analyses",
e.split("/"));var ao=({entries:e,questions:t})=>e.length===0&&!t?.
length;function lo(e){let t=e.entries.filter(l=>l.
entry==="moved"),o=e.entries.filter(l=>l.entry==="\
opened"),n=e.entries.length-t.length-o.length,{counts:s,
warnings:i=[],questions:a=[]}=e,c=l=>r("a",{href:it(
l.key)},l.key);return[r("p",{class:"quiet"},"Made ",
T(e.at),[`, for revision ${e.revision}: ${J(t.length,
"move")}, `,`${J(o.length,"action")}. Afterwards ${p(
s.active)} of `,`${p(s.total)} are active, ${p(s.complete)}\
 complete, `,`${p(s.stuck)} stuck.`].join("")),i.length>
0&&r("ul",{class:"plainlist tight warnings"},i.map(
(l,u)=>r("li",{key:u,class:"note warn"},L("warn"),
" ",l.text))),ao(e)&&_("Nothing: everything is whe\
re it should be.","The plan is made anew every few\
 seconds."),t.length>0&&at("Moves",["Analysis","Fr\
om","To","Because"],t.map(l=>[c(l),ae(l.from),[r("\
span",{class:"unseen"},"to "),ae(l.to)],[l.cause_text,
l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])),o.
length>0&&at("Actions",["Analysis","What is done",
"Job or tag"],o.map(l=>[c(l),l.action,r("code",null,
l.job||l.tag)])),a.length>0&&at("Found out first",
["Analysis","Question"],a.map(l=>[c(l),l.ask_text])),
n>0&&r("p",{class:"quiet"},`And ${J(n,"note")} of \
signs of life and of jobs that were missing or are\
 back.`)]}function at(e,t,o){return[r("h3",{key:`${e}\
 title`},`${e} `,r("span",{class:"quiet"},p(o.length))),
r("div",{key:e,class:"scroll"},r("table",{class:"d\
ata"},r("caption",{class:"unseen"},e),r("thead",null,
r("tr",null,t.map(n=>r("th",{key:n,scope:"col"},n)))),
r("tbody",null,o.slice(0,300).map((n,s)=>r("tr",{key:s},
n.map((i,a)=>a?r("td",{key:a},i):r("th",{key:a,scope:"\
row"},i))))))),o.length>300&&r("p",{class:"quiet"},
`and ${p(o.length-300)} more`)]}var Rt=!1;function vn(){Rt=!1}function xn(e){let t=`\
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
(l,u)=>r("li",{key:u},kn(l))))],s.deadline&&r("p",
{class:"note warn"},L("warn")," If that does not c\
ome it is stuck ",T(s.deadline.at),`: ${s.deadline.
clock_text}.`),ie([["Job",s.job&&r("code",null,s.job)],
["Scheduler",s.scheduler],["Attempts",`${p(s.attempts[0])}\
 of ${p(s.attempts[1])}`],["Rescues",`${p(s.resurrections[0])}\
 of ${p(s.resurrections[1])}`]])),Zs(e,t,s)),k("Wh\
at happened",{key:"history"},a.length?at("Moves",[
"When","From","To","Because"],a.slice().reverse().
map(l=>[le(l.at),ae(l.from),ae(l.to),[l.cause_text,
l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])):_(
"It has not moved yet."))]:[c,n.error?X(e,n.error):
$()]}var Xs=[["ready","submit it when it is its tu\
rn"],["wait","not before somebody says so"],["manu\
al","a person runs it by hand"],["stop","cancel it\
s job"],["restart","begin again from the start"],[
"cancelled","it will never run"]];function Zs(e,t,o){
let n=async s=>{s==="cancelled"&&!window.confirm(`\
Cancel ${e}? It will never run.`)||(await te(`${e}\
: ${s}`,"POST",`${t}/state`,{state:s,force:Rt,by:he}),
st())};return k("Set its state",{key:"set"},r("ul",
{class:"plainlist tight"},Xs.map(([s,i])=>r("li",{
key:s,class:"line"},N(s,()=>n(s),{disabled:!q("ana\
lyses")||s===o.state,class:s==="cancelled"?"danger":
null}),r("span",{class:"quiet"},i)))),r("label",{class:"\
check"},r("input",{type:"checkbox",checked:Rt,onchange:s=>{
Rt=s.target.checked,h()}})," by force, whatever th\
e rules say"),!q("analyses")&&r("p",{class:"note"},
"You may look: this server changes no analyses for\
 others."))}var Tt=!1,lt=null;function _n(){lt=null}function $n(e){
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
ton",class:"main",disabled:!s||Tt||!q("analyses")||
ao(s),onclick:()=>s&&ei(`?revision=${s.revision}${o}`)},
Tt?"Applying …":"Apply this plan"))},!q("analyse\
s")&&r("p",{class:"note"},"You may look: this serv\
er starts no cycles for others. ",r("code",null,"m\
onitor serve --control analyses")," lets it."),s?lo(
s):n.error?X("The plan",n.error):$()),lt&&k("What \
was done",{key:"applied",aside:N("Put away",()=>{lt=
null,h()},{class:"plain"})},lo(lt))]}async function ei(e){
Tt=!0,h();let t=await te("Cycle","POST",`api/v1/cy\
cle${e}`);Tt=!1,t?.plan&&(lt=t.plan),st(2),h()}function Pn(){let{analyses:e}=b;if(e?.analyses&&e.
left_out===0)return{rows:Object.values(e.analyses).
map(En)};let t=e?e.revision??0:Ee,{value:o,error:n}=M(
"api/v1/analyses?limit=10000",t);return{rows:o?.analyses.
map(En),error:n}}var Sn=new WeakMap;function En(e){
let t=Sn.get(e)??{...e,subject:e.key.split("/")[0]??
""};return Sn.set(e,t),t}var ti=e=>{let t=jt.findIndex(
([,o])=>o.split(" ").includes(e));return`${t<0?9:t}\
 ${e}`},jn=[{id:"key",title:"Analysis",of:e=>e.key,
cell:e=>r("a",{href:it(e.key)},e.key)},{id:"state",
title:"State",of:e=>ti(e.state),cell:e=>ae(e.state)},
{id:"since",title:"Since",isNumber:!0,of:e=>R(e.since),
cell:e=>T(e.since)},{id:"pipeline",title:"Pipeline",
from:"wide",of:e=>e.pipeline,cell:e=>e.pipeline},{
id:"attempts",title:"Attempts",isNumber:!0,from:"w\
ide",of:e=>e.attempts,cell:e=>p(e.attempts)},{id:"\
job",title:"Job",from:"wider",of:e=>e.job||"",cell:e=>e.
job?[r("code",null,e.job),r("span",{class:"quiet"},
` at ${e.scheduler}`)]:""}];function Rn(e){let t=w.
query.state||"",o=jt.flatMap(([,a])=>a.split(" ")),
n=[...new Set(e.map(a=>a.state))].filter(a=>!o.includes(
a)),s=n.length?[["Others",n.join(" ")]]:[],i=[...jt,
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
p(d))))):r("p",{class:"quiet"},"none"))}))}var Tn={name:"analyses",title:"Analyses",order:50,
topics:["analyses"],isThere:()=>j("analyses"),badge:()=>{
let e=b.analyses?.counts;return e?{value:p(e.active),
words:`active${e.stuck?`, ${e.stuck} stuck`:""}`,kind:e.
stuck?"bad":""}:null},heading:()=>w.rest.length?[w.
rest.join("/")]:["Analyses"],show:()=>w.rest.length?
xn(w.rest.join("/")):oi(),begin:bn,end:()=>{wn(),vn(),
_n()}};function oi(){let{rows:e,error:t}=Pn();if(!e)
return t?X("The analyses",t):$();let o=w.query.tab===
"plan";return[r("div",{key:"tabs",class:"bar"},qe(
"tab","What is shown",[["list","By state"],["plan",
"The plan"]])),o?$n(e):[Rn(e),k("Analyses",{key:"l\
ist"},W({caption:"Analyses",rows:e,key:n=>n.key,sort:"\
state",columns:jn,filters:[{id:"state",title:"Stat\
e",of:n=>n.state},{id:"subject",title:"Subject",of:n=>n.
subject},{id:"pipeline",title:"Pipeline",of:n=>n.pipeline}],
none:_("There is no analysis.",r("code",null,"moni\
tor project add")," adds one.")}))]]}var Cn,Mn=[],Nn=new WeakMap;function be(){let{exec:e}=b;
return e!==Cn&&(Cn=e,Mn=e?e.order.flatMap(t=>{let o=e.
commands[t];return o?[ni(o)]:[]}):[]),Mn}function ni(e){
let t=e.command.join(" "),o=Nn.get(e)??{...e,line:t};
return Nn.set(e,o),o}var Pe=(e,t=1)=>o=>o.sample?o.sample[e]*t:null,ri=[
{id:"command",title:"Command",of:e=>`${e.id} ${e.line}`,
cell:e=>[r("a",{class:"strong",href:y("commands",[
e.id])},e.id),r("code",{class:"under clip quiet"},
e.line)]},{id:"state",title:"State",of:e=>e.state_text,
cell:e=>E(e.state_text,e.state_kind)},{id:"ran",title:"\
Ran",isNumber:!0,of:Pe("elapsed_ns",1e-9),cell:e=>P(
Pe("elapsed_ns",1e-9)(e))},{id:"cpu",title:"CPU",isNumber:!0,
from:"wide",of:Pe("cpu_percent"),cell:e=>e.running?
F(Pe("cpu_percent")(e),0):"–"},{id:"cputime",title:"\
CPU time",isNumber:!0,from:"wide",of:Pe("cpu_ns",1e-9),
cell:e=>P(Pe("cpu_ns",1e-9)(e))},{id:"peak",title:"\
Peak memory",isNumber:!0,from:"roomy",of:Pe("peak_\
rss_bytes"),cell:e=>Y(Pe("peak_rss_bytes")(e))},{id:"\
begun",title:"Begun",isNumber:!0,from:"wider",of:e=>R(
e.begun),cell:e=>T(e.begun)}];function On(){return b.
exec?W({caption:"Commands",columns:ri,rows:be(),key:e=>e.
id,sort:"-begun",filters:[{id:"state",title:"State",
of:e=>e.state_text}],none:_("No command is watched\
.","A host hands in what ",r("code",null,"monitor-\
exec")," sees of the commands it runs.")}):$()}var H=100,de=1e3;function Ue(e){let t=10**Math.floor(
Math.log10(e));return[1,1.5,2,3,5,8,10].map(o=>o*t).
find(o=>o>=e*.999)||e}function He(e){let{title:t,words:o,
layers:n,shapes:s,most:i,format:a,from:c,to:l,tip:u}=e,
d=m=>{let f=m.currentTarget.getBoundingClientRect(),
x=Math.max(0,Math.min(.9999,(m.clientX-f.left)/f.width)),
g=Ln(m.currentTarget);g&&(g.textContent=u(x).join(
`
`),g.style.setProperty("left",`${x*100}%`),g.classList.
toggle("left",x>.6),g.hidden=!1)};return r("figure",
{class:"chart",key:t},r("figcaption",null,r("span",
{class:"name"},t),n.length>1?n.map(m=>r("span",{key:m.
name,class:"legend"},r("i",{class:m.kind}),m.name)):
null),r("div",{class:"plot",onpointermove:d,onpointerleave:m=>{
let f=Ln(m.currentTarget);f&&(f.hidden=!0)}},r("sv\
g",{viewBox:`0 0 ${de} ${H}`,preserveAspectRatio:"\
none",role:"img","aria-label":`${t}: ${o}`},r("pat\
h",{class:"grid",d:`M0 0.5H${de}M0 ${H/2}H${de}`}),
s,r("path",{class:"axis",d:`M0 ${H-.5}H${de}`})),r(
"span",{class:"scale","aria-hidden":"true"},a(i)),
r("span",{class:"tip",hidden:!0,"aria-hidden":"tru\
e"})),r("p",{class:"ends","aria-hidden":"true"},r(
"span",null,c),r("span",null,l)))}function Ln(e){return e.
querySelector(".tip")}function Me(e,t,{format:o=p,at:n=String,from:s="",
to:i="now"}={}){let a=t.flatMap(g=>g.points),c=Ue(
Math.max(1e-9,...a.map(([,g])=>g))),l=Math.min(...a.
map(([g])=>g)),u=Math.max(...a.map(([g])=>g)),d=g=>((g-
l)/Math.max(1e-9,u-l)*de).toFixed(1),m=g=>(H-H*g/c).
toFixed(2),f=t.flatMap(g=>{let S=si(g.points,500),
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
return G[0]?[n(C(G[0])[0]),...Q]:[]}})}function si(e,t){
if(e.length<=t*2)return e;let o=Math.ceil(e.length/
t),n=[];for(let s=0;s<e.length;s+=o){let i=e.slice(
s,s+o),[a]=i,c=a;if(!(!a||!c)){for(let l of i)l[1]<
a[1]&&(a=l),l[1]>c[1]&&(c=l);n.push(...a[0]<c[0]?[
a,c]:a===c?[a]:[c,a])}}return n}var Ne={id:null,samples:[],version:null},Dn=8192;function ii(e){
Ne.id!==e.id&&(Ne={id:e.id,samples:[],version:null});
let t=`${e.samples} ${e.running} ${tt}`;if(Ne.version!==
t){let o=Ne.samples.at(-1),n=o?`&since=${o.seq}`:"",
s=`api/v1/exec/${encodeURIComponent(e.id)}/samples`,
i=M(`${s}?limit=${Dn}${n}`,t);if(i.value&&!i.isLoading){
let a=o?o.seq:-1,c=i.value.filter(u=>u.seq>a),l=Ne.
samples.concat(c).slice(-Dn);Ne={id:e.id,samples:l,
version:t}}}return Ne.samples}function Fn(e){let t=be().
find(a=>a.id===e);if(!t)return b.exec?_("There is \
no such command, or no longer.","Only the newest a\
re kept. ",r("a",{href:y("commands")},"To all comm\
ands")):$();let o=ii(t),n=`api/v1/exec/${encodeURIComponent(
e)}`,s=t.sample,i=a=>P(a===void 0?null:a/1e9);return[
r("div",{class:"bar"},E(t.state_text,t.state_kind),
r("a",{class:"button",href:`${n}/report`,download:`${e}\
.html`},"Report as one file"),b.jobs&&b.jobs.jobs[e]?
r("a",{class:"button",href:y("jobs",[e])},"Its job"):
null),k("What it is",{},r("pre",{class:"line"},t.line),
ie([["Ran",i(s?.elapsed_ns)],["CPU time",i(s?.cpu_ns)],
["Peak memory",Y(s?.peak_rss_bytes)],["Read",Y(s?.
read_bytes)],["Written",Y(s?.write_bytes)],["Proce\
sses",p(s?.processes)],["Threads",p(s?.threads)],[
"Begun",T(t.begun)],["Samples",p(t.samples+t.samples_dropped)]])),
r("div",{class:"columns"},ai(o))]}function ai(e){let t=e.
at(-1);if(!t)return $();let o=i=>e.map(a=>[a.elapsed_ns/
1e9,a[i]]).filter(([,a])=>O(a)),n=i=>e.map((a,c)=>{
let l=e[c-1]??a,u=(a.elapsed_ns-l.elapsed_ns)/1e9,
d=Math.max(0,a[i]-l[i]);return[a.elapsed_ns/1e9,u>
0?d/u:NaN]}).filter(([,a])=>O(a)),s={at:P,from:"0 \
s",to:P(t.elapsed_ns/1e9)};return Re("charts",[e],
()=>r("div",{class:"columns wholewidth"},k("Proces\
sor",{},Me("CPU, of one core",[{name:"CPU",kind:"b\
usy",points:o("cpu_percent")}],{...s,format:i=>F(i,
0)})),k("Memory",{},Me("Resident memory",[{name:"r\
esident",kind:"held",points:o("rss_bytes")}],{...s,
format:Y})),k("Reading and writing",{},Me("Through\
 system calls, a second",[{name:"read",kind:"busy",
points:n("read_call_bytes")},{name:"written",kind:"\
warn",points:n("write_call_bytes")}],{...s,format:i=>`${Y(
i)}/s`})),k("Processes",{},Me("Processes and threa\
ds",[{name:"processes",kind:"good",points:o("proce\
sses")},{name:"threads",kind:"idle",points:o("thre\
ads")}],s))))}var An={name:"commands",title:"Commands",order:50,
topics:["exec"],isThere:()=>j("exec"),badge:()=>{let e=b.
exec?be().filter(t=>t.running).length:0;return e?{
value:p(e),words:"running"}:null},above:()=>w.rest.
length?r("a",{href:y("commands")},"Commands"):null,
heading:()=>[w.rest[0]||"Commands"],show:()=>w.rest[0]===
void 0?On():Fn(w.rest[0])};function co(e){let t=[],o=(n,s,i,a)=>{if(!(i!==null&&
typeof i=="object"&&!Array.isArray(i)&&Object.keys(
i).length>0)||a>2||t.length>500)t.push([n,s,i]);else
for(let[l,u]of Object.entries(i))o(n,`${s}.${l}`,u,
a+1)};for(let n of["local","shared"])for(let[s,i]of Object.
entries(e[n]))o(n,s,i,1);return t}var Jn=e=>new Map(
co(e).map(([t,o,n])=>[`${t} ${o}`,JSON.stringify(n)]));var mo=200,li=1008,ci=["breakpoint_hit","job_pause\
d","job_resumed","job_completed"],A=null;function Ge(e){
(A?.id??null)!==e&&(A&&(A.isLeft=!0,clearTimeout(A.
timer),A.socket&&A.socket.close()),A=e===null?null:
di(e),A&&Bn(A))}function di(e){return{id:e,socket:null,
link:"wait",tries:0,timer:0,isLeft:!1,number:0,waiting:new Map,
session:null,error:null,lane:null,shownLane:null,stack:[],
root:null,variables:null,after:new Map,before:new Map,
isRefreshing:!1,isStale:!1,trace:[],open:new Map,wasController:!1,
turn:0,evaluated:[]}}function Bn(e){let t=`api/ws/\
jobs/${encodeURIComponent(e.id)}/debug?owner=${encodeURIComponent(
he)}`,o=new URL(t,document.baseURI);o.protocol=o.protocol.
replace("http","ws");let n=new WebSocket(o);e.socket=
n,n.onmessage=({data:s})=>pi(e,JSON.parse(s)),n.onopen=
()=>ui(e),n.onclose=({code:s,reason:i})=>mi(e,s,i)}
function ui(e){e.link="live",e.tries=0,e.wasController?
ue(e,{command:"attach"}).catch(()=>{e.wasController=
!1}).then(()=>oe(e)):oe(e);let t=`api/jobs/${encodeURIComponent(
e.id)}/trace?limit=${mo}`;ee("GET",t).then(({events:o})=>{
let n=e.trace[0]?.seq??1/0,s=o.filter(i=>i.seq<n);
e.trace=s.concat(e.trace).slice(-mo),h()},()=>{})}
function mi(e,t,o){for(let{reject:n}of e.waiting.values())
n(new Error("the connection is lost"));if(e.waiting.
clear(),!e.isLeft){if(t===li){e.error=o,e.link="re\
fused",h();return}e.link==="live"&&B("The connecti\
on to the job is lost"),e.link="lost",e.timer=setTimeout(
()=>Bn(e),_t(e.tries)),e.tries+=1,h()}}function pi(e,t){
if(t.type==="debug_session")qn(e,t);else if(t.type===
"debug_event")gi(e,t.event);else if(t.type==="drop\
ped")oe(e);else if(t.type==="response"){let o=e.waiting.
get(t.id);e.waiting.delete(t.id),t.ok?o?.resolve(t.
body):o?.reject(xt(t.error.message,t.error.status))}
fi()}var uo=!1;function fi(){uo||(uo=!0,setTimeout(
()=>{uo=!1,h()},100))}function gi(e,t){e.trace=e.trace.
concat(t).slice(-mo);let{routine_id:o,event_type:n,
data:s}=t,i=e.open.get(o)??0;n==="routine_start"?e.
open.set(o,i+1):(n==="routine_complete"||n==="rout\
ine_error")&&e.open.set(o,Math.max(0,i-1)),n==="br\
eakpoint_hit"&&B(`Breakpoint hit at ${o}`),n==="jo\
b_completed"&&B(`${e.id} is ${t.status||"over"}`),
ci.includes(n)&&(e.turn+=1,oe(e)),n==="breakpoint_\
hit"&&s.lane&&(e.lane=s.lane)}function ue(e,t){let{
socket:o}=e;if(!o||o.readyState!==WebSocket.OPEN)return Promise.
reject(new Error("the connection is lost"));e.number+=
1;let{number:n}=e;return o.send(JSON.stringify({...t,
id:n})),new Promise((s,i)=>e.waiting.set(n,{resolve:a=>s(
a),reject:i}))}function qn(e,t){e.session=t,e.wasController=
t.controller===he,t.lanes.some(o=>o.lane===e.lane)||
(e.lane=t.lanes[0]?.lane??null)}async function oe(e){
if(e.isStale=!0,!e.isRefreshing){for(e.isRefreshing=
!0;e.isStale;){e.isStale=!1;try{qn(e,await ue(e,{command:"\
get_session"})),await yi(e)}catch(t){V(t).status||
(e.isStale=!1)}}e.isRefreshing=!1,h()}}async function yi(e){
let{lane:t}=e;if(t===null){e.stack=[],e.variables=
null;return}let[{frames:o},{variables:n}]=await Promise.
all([ue(e,{command:"get_call_stack",lane:t}),ue(e,
{command:"get_variables",lane:t})]);e.shownLane!==
t&&(e.before=hi(e,o)),e.shownLane=t,e.stack=o,e.variables=
n,e.after=Jn(n)}function hi(e,t){let o=t[0]?.frame??
0,n=o===e.root;return e.root=o,new Map([...e.after].
filter(([s])=>n||s.startsWith("shared ")))}var bi=2e3,me=0,Wn=0;function po(){me+=1}function In(){
Wn=setInterval(()=>{po(),A&&A.link==="live"&&oe(A),
h()},bi)}function Vn(){clearInterval(Wn)}var Kn={continue:"Resume",pause:"Pause",step_over:"\
Step over",step_into:"Step into",step_out:"Step ou\
t",cancel:"Cancel",attach:"Take control"};async function Oe(e,t,o={}){
try{return await ue(e,{command:t,...o}),B(`${Kn[t]}\
: done`),!0}catch(n){return ke("bad",`${Kn[t]}: ${V(
n).message}`),!1}finally{oe(e)}}function Le(e){let t=e.
session?.controller;return t===he?"controller":t?"\
viewer":"free"}var pe=e=>q("debug")&&e.link==="liv\
e"&&Le(e)!=="viewer",K=e=>["completed","failed","c\
ancelled"].includes(e.session?.status??""),Un=e=>e.
session?.lanes.find(t=>t.lane===e.lane);var Ct=0;function Hn(){Ct+=1}var ct=(e,t)=>t?`api/\
jobs/${encodeURIComponent(t)}/breakpoints`:`api/fl\
ows/${encodeURIComponent(e)}/breakpoints`;function Gn(e,t,o){
let n=`${o} ${Ct} ${t?t.turn:0}`,s=l=>M(ct(e,l),n).
value?.breakpoints.map(u=>({...u,job:l}))??[],i=s(
null),a=t?s(t.id):[],c=new Set(a.map(l=>l.breakpoint_id));
return a.concat(i.filter(l=>!c.has(l.breakpoint_id)))}
async function fo(e,t,o,n=!1){let s=t&&!K(t)?t:null;
return s&&Le(s)==="free"&&!await Oe(s,"attach")?!1:
(await ee("POST",ct(e,n||!s?null:s.id),o),Ct+=1,B(
`Breakpoint set at ${o.routine_id}${s&&!n?"":", fo\
r later jobs"}`),h(),!0)}async function dt(e,t){await te(
"Breakpoint removed","DELETE",`${ct(e,t.job)}/${encodeURIComponent(
t.breakpoint_id)}`),Ct+=1}async function zn(e,t,o,n){
try{if(n.length)for(let s of n)await dt(e,s);else await fo(
e,t,{routine_id:o})}catch(s){ke("bad",`Breakpoint:\
 ${V(s).message}`)}}var ut=null,De=null,Yn=[["routine","when it is cal\
led"],["slot","when a slot is called"],["event","w\
hen it hands out an event"],["error","when it fail\
s"]];function go(){return ut!==null}function Xn(e){
er({...wi(e),replaces:e})}function Zn(e){er(ki(e))}
function Mt(){ut=null,De=null}function er(e){ut=e,
De=null,h(),Ae("#bp-condition")}function wi(e){return{
routine:e.routine_id,kind:e.type,name:e.slot_name||
e.event_name||"",condition:e.condition||"",hits:e.
hit_condition||"",log:e.log_message||"",once:e.once,
isForLater:e.job===null}}var ki=e=>({routine:Object.
keys(e.routines)[0]||"",kind:"routine",name:"",condition:"",
hits:"",log:"",once:!1,isForLater:!1});function tr(e,{
routine:t,kind:o}){let n=e.routines[t],s=n?[n]:Object.
values(e.routines);return o==="slot"?[...new Set(s.
flatMap(({slots:i})=>i))]:o==="event"?[...new Set(
s.flatMap(({events:i})=>i))]:[]}function Qn(e,t){let o=tr(
e,t);return o.includes(t.name)?t.name:o[0]}async function vi(e,t,o){
let n={routine_id:o.routine,type:o.kind,once:o.once};
o.kind==="slot"&&(n.slot_name=Qn(e,o)),o.kind==="e\
vent"&&(n.event_name=Qn(e,o)),o.kind==="label"&&(n.
label=o.replaces?.label),o.condition.trim()&&(n.condition=
o.condition),o.hits.trim()&&(n.hit_condition=o.hits),
o.log.trim()&&(n.log_message=o.log);try{if(!await fo(
e.flow_id,t,n,o.isForLater))return;o.replaces&&await dt(
e.flow_id,o.replaces),Mt(),Ae("#bp-new")}catch(s){
De=V(s).message.replace(/^(\w+): \1: /,"$1: ")}h()}
function or(e,t){return ut&&xi(e,t,ut)}function xi(e,t,o){
let n=l=>{Object.assign(o,l),h()},s=(l,u,d,m={})=>r(
"label",{class:"field"},r("span",null,u),r("input",
{id:`bp-${l}`,value:o[l],autocomplete:"off",spellcheck:"\
false",oninput:f=>n({[l]:f.target.value}),...m}),d&&
r("small",null,d)),i=(l,u,d)=>r("label",{class:"fi\
eld"},r("span",null,u),r("select",{value:o[l],onchange:m=>n(
{[l]:m.target.value}),updated:m=>{m.value=o[l]}},d.
map(([m,f])=>r("option",{key:m,value:m,selected:m===
o[l]},f)))),a=tr(e,o),c=o.replaces?.type==="label"?
[...Yn,["label",`at the label ${o.replaces.label}`]]:
Yn;return r("form",{key:"form",class:"stopform","a\
ria-label":o.replaces?"Change a breakpoint":"New b\
reakpoint",onsubmit:l=>{l.preventDefault(),vi(e,t,
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
{once:l.target.checked})})," once only"),t&&!K(t)&&
r("label",{class:"check"},r("input",{type:"checkbo\
x",checked:o.isForLater,onchange:l=>n({isForLater:l.
target.checked})})," for later jobs, not this one")),
De&&r("p",{id:"bp-error",class:"note bad",role:"al\
ert"},L("bad"),` ${De}`),r("div",{class:"line"},r(
"button",{type:"submit",class:"main"},o.replaces?"\
Change":"Set"),N("Never mind",()=>{Mt(),h()})))}function _i(e,t,o){let n=t?pe(t)||K(t):q("debug"),
s=i=>te(i?"Breakpoint enabled":"Breakpoint disable\
d","PUT",`${ct(e,o.job)}/${encodeURIComponent(o.breakpoint_id)}`,
{enabled:i}).then(()=>{Hn(),h()});return r("li",{key:o.
breakpoint_id,class:`stoprow${o.enabled?"":" off"}`},
r("div",{class:"line"},o.job?r("input",{type:"chec\
kbox",checked:o.enabled,disabled:!n,"aria-label":`${o.
routine_id}: enabled`,onchange:i=>s(i.target.checked)}):
r("i",{class:"dot","aria-hidden":"true"}),r("span",
{class:"strong"},o.routine_id),r("span",{class:"qu\
iet"},$i(o)),r("span",{class:"quiet"},J(o.hit_count,
"hit")),N("Change",()=>Xn(o),{class:"plain",disabled:!n,
"aria-label":`Change the breakpoint at ${o.routine_id}`}),
N("Remove",()=>dt(e,o),{class:"plain",disabled:!n,
"aria-label":`Remove the breakpoint at ${o.routine_id}`})),
o.condition&&r("code",{class:"condition"},`if ${o.
condition}`),o.error_count>0&&r("p",{class:"note b\
ad"},L("bad"),` The condition had no value ${J(o.error_count,
"time")}: ${o.last_error}`))}function nr(e,t,o){let n=t&&
!K(t)?pe(t):q("debug");return k("Breakpoints",{key:"\
stops",aside:!go()&&N("New breakpoint",()=>Zn(e),{
id:"bp-new",disabled:!n})},o.length?r("ul",{class:"\
stops"},o.map(s=>_i(e.flow_id,t,s))):!go()&&r("p",
{class:"quiet"},"None yet. Click a routine above, \
or make one with a condition."),or(e,t))}function $i(e){
let t=e.slot_name||e.event_name||e.label;return[{routine:"",
slot:`slot ${t}`,event:`event ${t}`,error:"when it\
 fails",label:`label ${t}`}[e.type],e.hit_condition&&
`hits ${e.hit_condition}`,e.once&&"once",e.log_message&&
`log “${e.log_message}”`,!e.job&&"later jobs"].
filter(o=>o).join(" · ")}function rr(e,t){let o=Si(e,t),n=Pi(e,Ei(e,o)),s=a=>n.
get(a)??0,i=Array.from({length:Math.max(-1,...n.values())+
1},()=>[]);for(let a of e)i[s(a)]?.push(a);for(let a of o){
let c=[];for(let l=s(a.source)+1;l<s(a.target);l+=
1){let u={edge:a,at:l};i[l]?.push(u),c.push(u)}a.path=
[a.source,...c,a.target]}return ji(i,o),{layers:i,
edges:o}}function Si(e,t){let o=new Map;for(let n of t){
let{source_routine:s,target_routine:i,source_event:a}=n;
if(!e.includes(s)||!e.includes(i))continue;let c=JSON.
stringify([s,i]),l=o.get(c)??{source:s,target:i,labels:[],
path:[],isBack:!1};o.set(c,l),l.labels.push(a)}return[
...o.values()]}function Ei(e,t){let o=new Map,n=i=>{
o.set(i,"open");for(let a of t)a.source===i&&(o.get(
a.target)==="open"?a.isBack=!0:o.has(a.target)||n(
a.target));o.set(i,"done")},s=new Set(t.filter(i=>i.
source!==i.target).map(i=>i.target));for(let i of[
...e.filter(a=>!s.has(a)),...e])o.has(i)||n(i);return t.
filter(i=>!i.isBack)}function Pi(e,t){let o=new Map(
e.map(n=>[n,0]));for(let n=0,s=!0;s&&n<=e.length;n+=
1){s=!1;for(let{source:i,target:a}of t){let c=(o.get(
i)??0)+1;(o.get(a)??0)>=c||(o.set(a,c),s=!0)}}return o}
function ji(e,t){let o=Ri(t);for(let n=0;n<4;n+=1){
let s=new Map,i=l=>l.forEach((u,d)=>s.set(u,d-(l.length-
1)/2));e.forEach(i);let a=l=>s.get(l)??0,c=l=>{let u=o.
get(l)??[],d=u.reduce((m,f)=>m+a(f),0);return u.length?
d/u.length:a(l)};for(let l of n%2?[...e].reverse():
e){let u=new Map(l.map(d=>[d,c(d)]));l.sort((d,m)=>(u.
get(d)??0)-(u.get(m)??0)),i(l)}}}function Ri(e){let t=new Map,
o=(n,s)=>{let i=t.get(n)??[];t.set(n,i),i.push(s)};
for(let{path:n}of e)n.slice(1).forEach((s,i)=>{let a=n[i];
a!==void 0&&(o(s,a),o(a,s))});return t}function sr(e,t,o){let{layers:n,edges:s}=rr(e,t),i=Math.
max(1,...n.map(v=>v.length)),a=s.some(v=>v.isBack)?
28:0,c=n.length*132+(n.length-1)*56>o,l=c?{size:64,
gap:48}:Ti(n.length,o),u=c?{gap:12,size:Math.min(200,
Math.max(96,(o-a-(i-1)*12)/i))}:{gap:20,size:64},d=n.
length*l.size+(n.length-1)*l.gap,m=i*u.size+(i-1)*
u.gap,f=new Map;n.forEach((v,I)=>{let we=(m-v.length*
u.size-(v.length-1)*u.gap)/2;v.forEach((ht,bt)=>f.
set(ht,[I*(l.size+l.gap)+l.size/2,we+bt*(u.size+u.
gap)+u.size/2]))});let x=v=>f.get(v)??[0,0],g=([v,
I])=>c?[I,v]:[v,I],S=l.size/2,C=e.map(v=>{let[I,we]=g(
x(v)),[ht,bt]=g([l.size,u.size]);return{id:v,box:{
x:I-ht/2,y:we-bt/2,width:ht,height:bt}}}),G=s.map(
v=>({...v,...v.isBack?Ni(v,x,S,m,g):Mi(v,x,S,g)})),
[Q,z]=g([d,m+a]);return{width:Q,height:z,isDown:c,
routines:Ci(C,c),edges:G}}function Ti(e,t){let o=Math.
min(176,Math.max(132,(t-(e-1)*96)/e));return e<2?{
size:o,gap:0}:{size:o,gap:Math.min(128,Math.max(56,
(t-e*o)/(e-1)))}}function Ci(e,t){return[...e].sort(
({box:o},{box:n})=>t?o.y-n.y||o.x-n.x:o.x-n.x||o.y-
n.y)}var ir=([e,t])=>`${e.toFixed(1)} ${t.toFixed(
1)}`;function Mi({path:e},t,o,n){let s=d=>ir(n(d)),
i=e.map(d=>t(d)),a="",c=null;for(let[d,m]of i.slice(
1).entries()){let f=i[d]??m,x=d+2===i.length,g=[f[0]+
o,f[1]],S=[m[0]-o-(x?5:0),m[1]],C=(g[0]+S[0])/2;a+=
`${d?"L":"M"}${s(g)}C${s([C,g[1]])} `,a+=`${s([C,S[1]])}\
 ${s(S)}`,c??=n([C,g[1]+(S[1]-g[1])*.5])}let[l,u]=c??
[0,0];return{d:a,x:l,y:u}}function Ni({source:e,target:t},o,n,s,i){
let[a,c]=[o(e),o(t)],l=(...S)=>ir(i(S)),u=s+18,[d,
m]=[a[0]+n*.4,c[0]-n*.4],f=[`M${l(d,a[1])}L${l(d,u-
8)}`,`Q${l(d,u)} ${l(d-8,u)}L${l(m+8,u)}`,`Q${l(m,
u)} ${l(m,u-8)}L${l(m,c[1])}`].join(""),[x,g]=i([(d+
m)/2,u]);return{d:f,x,y:g}}function Oi(e,t,o,{figures:n,isHeld:s,isOpen:i,stops:a,
onclick:c,isDisabled:l,isRemote:u}){let d=a.flatMap(
f=>f.condition||[]).join(" or "),m=[n&&`called ${J(
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
 failed`)]:""))}function ar(e,t,o){let n=Object.keys(
e.routines);if(!n.length)return _("This flow has n\
o routines.");let s=sr(n,e.connections,t);return r(
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
isDown?-4:7),"text-anchor":"middle"},yo(i.labels.join(
", "),s.isDown?24:16)))),s.routines.map(({id:i,box:a})=>Oi(
i,e.routines[i],a,o(i))))}var yo=(e,t)=>e.length>t?
`${e.slice(0,t-1)}…`:e;var ho="";function lr(e){let t=async o=>{o.preventDefault();
let n=ho.trim();if(!n)return;let s=await ue(e,{command:"\
evaluate",lane:e.lane,expression:n}).catch(i=>({error:V(
i).message}));e.evaluated=[{asked:n,answer:s},...e.
evaluated.filter(i=>i.asked!==n)].slice(0,5),B(s.error||
`${n} is ${JSON.stringify(s.result)}`),h()};return[
r("h3",null,"Expression"),r("form",{class:"line",onsubmit:t},
r("input",{id:"expression",value:ho,placeholder:"s\
uch as a + b > 2",autocomplete:"off",spellcheck:"f\
alse","aria-label":"Expression",oninput:o=>{ho=o.target.
value,h()}}),r("button",{type:"submit"},"Evaluate")),
e.evaluated.length>0&&r("dl",{class:"facts"},e.evaluated.
map(({asked:o,answer:n})=>r("div",{key:o},r("dt",null,
r("code",null,o)),r("dd",{class:n.error?"bad":null},
n.error?[L("bad"),` ${n.error}`]:r("code",null,JSON.
stringify(n.result))))))]}var mt=null;function Nt(){mt=null}function cr(e,t){
let o=co(t);return o.length?r("table",{class:"data\
 variables"},r("caption",{class:"unseen"},"Variabl\
es"),r("thead",null,r("tr",null,r("th",{scope:"col"},
"Name"),r("th",{scope:"col"},"Value"),r("th",{scope:"\
col"},r("span",{class:"unseen"},"Change")))),r("tb\
ody",null,o.map(n=>Li(e,n))),t.truncated&&r("tfoot",
null,r("tr",null,r("td",{colspan:3,class:"quiet"},
"There are more, which are too large to show.")))):
r("p",{class:"quiet"},"It has none.")}function Li(e,[
t,o,n]){let s=`${t} ${o}`,i=JSON.stringify(n),a=[...e.
before.keys()].some(m=>m.startsWith(t))&&e.before.
get(s)!==i,c=mt?.scope===t&&mt.path===o?mt:null,l=()=>{
mt={scope:t,path:o,text:i,error:null},h(),Ae("#var\
iable")},u=r("th",{scope:"row"},o,t==="shared"&&r(
"span",{class:"tag"},"shared"),a&&r("span",{class:"\
tag changed"},"changed"));if(!c)return r("tr",{key:s},
u,r("td",null,r("code",null,yo(i,400))),r("td",{class:"\
number"},N("Change",l,{class:"plain",disabled:!pe(
e),"aria-label":`Change ${o}`})));let d=()=>{Nt(),
h()};return r("tr",{key:`${s} edited`},u,r("td",{colspan:2},
r("form",{class:"line",onsubmit:m=>{m.preventDefault(),
Di(e,c)},onkeydown:m=>{m.key==="Escape"&&d()}},r("\
input",{id:"variable",value:c.text,autocomplete:"o\
ff",spellcheck:"false","aria-label":`New value of ${o}\
, as JSON; other words are a text`,"aria-invalid":String(
!!c.error),oninput:m=>{c.text=m.target.value,h()}}),
r("button",{type:"submit",class:"main"},"Set"),N("\
Never mind",d)),c.error&&r("p",{class:"note bad",role:"\
alert"},c.error)))}async function Di(e,t){let o=t.
text;try{o=JSON.parse(t.text)}catch{}try{await ue(
e,{command:"set_variable",lane:e.lane,scope:t.scope,
variable:t.path,value:o}),B(`${t.path} is ${JSON.stringify(
o)}`),Nt(),Ae(".steer .main")}catch(n){t.error=V(n).
message}oe(e)}var Fi={breakpoint:"a breakpoint was hit",pause:"t\
he job was paused",step:"a step ended here",start:"\
it was started held"};function dr(e){let{session:t}=e;
if(!t)return k("Held",{key:"held"},$());if(K(e))return k(
"Held",{key:"held"},r("p",{class:"quiet"},"The job\
 has ended: there is nothing left to hold."));let o=Un(
e);if(!o)return k("Held",{key:"held"},t.status==="\
paused"?_("The job is paused: it is held as soon a\
s a routine is called or hands out an event."):_("\
Nothing is held: the job runs.","Click a routine t\
o hold the job there, or pause it."));let n=Fi[o.reason]??
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
"")))),r("h3",null,"Variables"),e.variables?cr(e,e.
variables):$(),lr(e))}var Ai={routine_start:["called","busy"],slot_call:[
"slot","idle"],event_emit:["hands out","idle"],checkpoint:[
"comes to","idle"],routine_complete:["done","good"],
routine_error:["failed","bad"],breakpoint_hit:["br\
eakpoint hit","held"],log_message:["log","busy"],job_paused:[
"held","held"],job_resumed:["goes on","busy"],job_completed:[
"job ended","good"]};function ur(e){let t=e.trace.
filter(o=>o.event_type!=="slot_call").slice(-14).reverse();
return k("What happens",{key:"trace",aside:r("a",{
href:y("jobs",[e.id])},"The whole job")},t.length===
0?$():r("ol",{class:"trace"},t.map(o=>{let[n,s]=Ai[o.
event_type]??[o.event_type,"idle"],{data:i}=o;return r(
"li",{key:o.seq},le(o.timestamp),r("span",{class:"\
strong"},o.routine_id||e.id),E(n,o.status==="faile\
d"?"bad":s),r("span",{class:"quiet"},i.event_name||
i.label||i.message||(i.reason||"").replaceAll("_",
" ")||(o.event_type==="job_completed"?o.status:"")||
(O(o.duration)?P(o.duration):"")))})))}function mr(e,t,o,n,s){let i=t.slice(-40).reverse();
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
rolled by ${n.session.controller}`),Ji(e),n&&K(n)&&
s&&s.job_id!==o&&["running","paused"].includes(s.status)&&
r("a",{href:y("debug",[e.flow_id,s.job_id])},`Go o\
n with ${s.job_id}, which runs`))}function Ji(e){let t=new Set(
e.connections.map(s=>s.target_routine)),o=Object.values(
e.routines).find(s=>!t.has(s.routine_id))||Object.
values(e.routines)[0];if(!o||!o.slots.length)return null;
let n=s=>async()=>{let i=await te("Job started","P\
OST","api/jobs",{flow_id:e.flow_id,entry_routine_id:o.
routine_id,entry_slot:o.slots[0],start_held:s});i?.
job_id&&(po(),Ze(y("debug",[e.flow_id,i.job_id])))};
return r("span",{class:"line push"},N("Start a job",
n(!1),{disabled:!q("debug")}),N("Start one held",n(
!0),{disabled:!q("debug"),title:"It is held where \
it begins"}))}var bo=1e3;function pt(e){let t=e?`&flow_id=${encodeURIComponent(
e)}`:"",o=`api/jobs?limit=${bo}${t}`,n=M(o,me),s=n.
value?.total??0,{value:i,error:a}=s>bo?M(`${o}&off\
set=${s-bo}`,me):n;return{error:a,jobs:i?.jobs}}function ze(e){setTimeout(e,0)}function wo(e,t){return ze(
()=>{w.view!=="debug"||w.rest.join("/")!==e.join("\
/")||qt(y("debug",t))}),$()}var Ye=$e("debug keys",!0),pr=[["continue","Resume",
"c",e=>e.session?.status==="paused"],["pause","Pau\
se","p",e=>e.session?.status==="running"],["step_o\
ver","Step over","n",e=>e.lane!==null],["step_into",
"Step into","s",e=>e.lane!==null],["step_out","Ste\
p out","o",e=>e.lane!==null]];function fr(e,[,,,t]){
return!!e.session&&pe(e)&&!K(e)&&t(e)}function gr(e,[
t]){return Oe(e,t,t.startsWith("step")?{lane:e.lane}:
{})}function yr(e){let t=o=>{Ye=o,Se("debug keys",
Ye),h()};return r("div",{key:"steer",class:"steer",
role:"toolbar","aria-label":"Steer the job"},pr.map(
(o,n)=>r("button",{key:o[0],type:"button",class:n===
0?"main":null,disabled:!fr(e,o),"aria-keyshortcuts":Ye?
o[2]:null,onclick:()=>gr(e,o)},o[1],Ye&&r("kbd",{"\
aria-hidden":"true"},o[2]))),r("button",{key:"canc\
el",type:"button",class:"danger",disabled:!e.session||
!pe(e)||K(e),onclick:()=>{window.confirm(`Cancel ${e.
id}? It cannot be taken back.`)&&Oe(e,"cancel")}},
"Cancel the job"),r("label",{class:"check push"},r(
"input",{type:"checkbox",checked:Ye,onchange:o=>t(
o.target.checked)})," Keys"))}function ko(e){if(!Ye||
!A||e.ctrlKey||e.metaKey||e.altKey||e.repeat||wt(e.
target))return;let t=pr.find(([,,o])=>o===e.key);if(e.
key==="e"){let o=document.getElementById("expressi\
on");o&&(e.preventDefault(),o.focus())}!t||!fr(A,t)||
(e.preventDefault(),gr(A,t))}function hr(e,t){let o=M("api/flows",me>>3);if(!o.
value)return o.error?X("The flows",o.error):$();let n=o.
value.flows.find(l=>l.flow_id===e);if(!n)return Bi(
e);let{jobs:s}=pt(e);if(!s)return $();let i=s.findLast(
l=>["running","paused"].includes(l.status))||s.at(
-1);if(!t&&i)return wo([e],[e,i.job_id]);ze(()=>{w.
view==="debug"&&Ge(w.rest[1]??null)});let a=A&&A.id===
t?A:null,c=Gn(e,a,me>>1);return[mr(n,s,t,a,i),a&&qi(
a),a&&yr(a),Wi(n,a,c),r("div",{key:"columns",class:"\
columns"},r("div",{key:"left"},a?dr(a):null),r("di\
v",{key:"right"},nr(n,a,c),a?ur(a):null))]}function Bi(e){
let{jobs:t,error:o}=pt(null),n=t?.find(s=>s.job_id===
e);return n?wo([e],[n.flow_id,e]):o?X("The jobs",o):
t?_(`There is no flow or job ${e}.`,"Only the newe\
st jobs are kept. ",r("a",{href:y("debug")},"To al\
l flows")):$()}function qi(e){let{link:t,session:o}=e;
if(t==="refused")return r("div",{key:"note",class:"\
note bad",role:"alert"},`${e.error}. It may have b\
een forgotten: only the newest jobs are kept.`);if(t===
"lost"){let n=o&&o.lease_s?P(o.lease_s):"the time \
of the lease";return r("div",{key:"note",class:"no\
te bad",role:"alert"},r("strong",null,"The connect\
ion to this job is lost. "),e.wasController?[`You \
had control. If the page is not back within ${n}, `,
"what is held goes on by itself: nobody hangs. "].
join(""):"What you see is from before. ","It tries\
 again by itself.")}return q("debug")?o&&!K(e)&&Le(
e)==="viewer"?r("div",{key:"note",class:"note warn",
role:"status"},r("strong",null,`${o.controller} co\
ntrols this job; you look on. `),"You see everythi\
ng and change nothing. ",N("Take control",()=>Oe(e,
"attach",{steal:!0}))):null:r("div",{key:"note",class:"\
note"},"You may look: this server takes no command\
s for jobs. ",r("code",null,"monitor serve --contr\
ol debug")," lets it.")}function Wi(e,t,o){let n=t?
M(`api/jobs/${encodeURIComponent(t.id)}/metrics`,`${me}\
 ${t.turn}`).value:null,s=new Set(t?.session?.lanes.
map(m=>m.routine_id)),i=t?.session?.status==="runn\
ing",a=t&&!K(t)?!pe(t):!q("debug"),c=document.querySelector(
".graphroom"),l=document.getElementById("main"),u=Math.
max(200,c?c.clientWidth:(l?l.clientWidth:window.innerWidth)-
100),d=m=>{let f=n?.routine_metrics[m];return f?{started:f.
execution_count,failed:f.error_count}:n?{started:0,
failed:0}:null};return k("Routines",{key:"graph",aside:r(
"span",{class:"quiet"},a?"calls of this job":"a cl\
ick sets a breakpoint, another one removes it")},r(
"div",{class:"scroll graphroom",mounted:()=>ze(h)},
ar(e,u,m=>{let f=o.filter(x=>x.routine_id===m);return{
figures:d(m),isHeld:s.has(m),isOpen:i&&(t.open.get(
m)??0)>0,stops:f,isDisabled:a,isRemote:f.length>0&&
f.every(x=>!x.job),onclick:()=>{zn(e.flow_id,t,m,f)}}})))}function br(){ze(()=>Ge(null));let e=M("api/flows",
me>>3);if(!e.value)return e.error?X("The flows",e.
error):$();let t=pt(null).jobs??[],o=t.filter(s=>s.
status==="paused"),n=(s,i)=>t.filter(a=>a.flow_id===
s.flow_id&&a.status===i).length;return[o.length>0&&
k("Held now",{key:"now"},r("ul",{class:"plainlist"},
o.map(s=>r("li",{key:s.job_id},r("a",{href:y("debu\
g",[s.flow_id,s.job_id])},s.job_id)," ",E("held","\
held"))))),k("Flows",{key:"flows"},W({caption:"Flo\
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
n(s,"failed"))}]}))]}var wr={name:"debug",title:"Debugging",order:25,topics:[],
isThere:()=>j("flows"),heading:()=>w.rest[0]?[w.rest[0],
r("span",{class:"quiet"}," flow")]:["Debugging"],show:()=>w.
rest[0]?hr(w.rest[0],w.rest[1]):br(),begin:()=>{In(),
document.addEventListener("keydown",ko),window.addEventListener(
"resize",h)},end:()=>{Vn(),document.removeEventListener(
"keydown",ko),window.removeEventListener("resize",
h),Mt(),Nt(),Ge(null)}};var Ot=[{id:"time",title:"Time",cell:e=>le(e.timestamp)},
{id:"event",title:"Event",of:e=>e.event_type,noSort:!0,
cell:e=>Vi(e.event_type)},{id:"job",title:"Job",of:e=>e.
job_id,noSort:!0,cell:e=>e.job_id?r("a",{href:y("j\
obs",[e.job_id])},e.job_id):""},{id:"worker",title:"\
Worker",from:"wide",of:e=>e.worker_id,noSort:!0,cell:e=>e.
worker_id||""},{id:"more",title:"More",from:"wide",
of:kr,noSort:!0,cell:kr}],Ii=new Map([["error","ba\
d"],["claimed_job","idle"],["heartbeat","idle"]]);
function Vi(e){let t=e.split(".").pop()??e;return E(
e,Ii.get(t)??no(t))}function kr(e){let{data:t}=e;return[
typeof t.error=="object"?t.error?.message:t.error,
t.message,O(t.progress)&&F(t.progress,0),t.reason,
t.name&&t.name!==e.job_id&&t.name,O(t.attempt)&&t.
attempt>1&&`attempt ${t.attempt}`].filter(n=>typeof n==
"string"&&n).join(" · ").slice(0,300)}var Qe=null,Ki=400,Lt=[],xo=-1/0,vo=0,vr={name:"ev\
ents",title:"Events",order:80,topics:["events"],isThere:()=>j(
"feed")&&j("status"),end:()=>{Qe=null,xo=-1/0},show:()=>{
let e=Qe||Ui();return[r("div",{class:"bar"},N(Qe?"\
Go on":"Hold still",()=>{Qe=Qe?null:Lt,h()},{"aria\
-pressed":String(!!Qe)}),r("span",{class:"quiet"},
`the last ${p(e.length)}`,et?`; ${p(et)} came too \
fast to be shown`:"")),W({caption:"Events",columns:Ot,
rows:e.slice().reverse(),key:t=>t.seq,filters:[{id:"\
kind",title:"Kind",of:t=>t.event_type}],none:_("No\
thing has happened yet.","Events are shown as soon\
 as the host emits some.")})]}};function Ui(){if(Lt===
re)return re;let e=xo+Ki-performance.now();return e>
0?(vo=vo||setTimeout(()=>{vo=0,h()},e),Lt):(xo=performance.
now(),Lt=re,re)}var xr,_r=[],$r=new WeakMap;function ft(e){return e.
status==="running"&&e.started!==null}function Dt(){
let e=b.jobs&&b.jobs.jobs;return e!==xr&&(xr=e,_r=
Object.values(e||{}).map(_o).sort((t,o)=>o.latest-
t.latest)),_r}function _o(e){let t=$r.get(e);if(!t){
let o=R(e.completed_at||e.failed_at||e.cancelled_at)||
null,n=R(e.started_at)||(o&&e.execution_time?o-e.execution_time*
1e3:null);t={...e,ended:o,started:n,run:o?e.execution_time:
null,latest:o||n||R(e.queued_at)||R(e.created_at)||
0},$r.set(e,t)}return t}function Sr(){let e=j("flo\
ws")?M("api/jobs?limit=1000",Math.floor(D()/2e3)).
value:null,t=b.jobs&&b.jobs.jobs||{};return e?e.jobs.
filter(o=>!t[o.job_id]).map(o=>{let[n,s]=[R(o.started_at)||
null,R(o.completed_at)||null];return{...o,name:o.flow_id,
tags:[],priority:"",attempts:1,started:n,ended:s,run:s&&
n?(s-n)/1e3:null,latest:s||n||R(o.created_at)}}):[]}var Hi=[{id:"job",title:"Job",of:e=>`${e.job_id} ${e.
name}`,cell:e=>[r("a",{class:"strong",href:y("jobs",
[e.job_id])},e.job_id),e.name!==e.job_id?r("span",
{class:"under quiet"},e.name):null]},{id:"state",title:"\
State",of:e=>e.status,cell:e=>E(e.status)},{id:"ru\
n",title:"Run time",isNumber:!0,of:e=>e.ended?e.run:
ft(e)?(D()-e.started)/1e3:null,cell:e=>e.ended?P(e.
run):ft(e)?vt(e.started):"–"},{id:"when",title:"\
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
e.error):null,We(e.tags)]}];function Er(){let e=w.
query.by,t=qe("by","What is listed",[["","One by o\
ne"],["name","By name"],["tag","By tag"],["priorit\
y","By priority"]]);if(e)return[r("div",{class:"ba\
r"},t),Gi(e)];if(j("jobs")&&!b.jobs)return[r("div",
{class:"bar"},t),$()];let o=Sr().concat(Dt());return[
r("div",{class:"bar"},t),W({caption:"Jobs",columns:Hi,
rows:o,key:n=>n.job_id,sort:"-when",filters:[{id:"\
state",title:"State",of:n=>n.status},{id:"tag",title:"\
Tag",of:n=>n.tags},{id:"worker",title:"Worker",of:n=>n.
worker_id}],none:_("No job is known.","Jobs are he\
re as soon as the host emits ",r("code",null,"job.\
created")," or ",r("code",null,"job.started"),".")}),
o.length>=1e3?r("p",{class:"quiet"},"Only the newe\
st 1,000 jobs are listed one by one; the figures c\
ount all."):null]}function Gi(e){let{names:t,tags:o,
priorities:n}=se()??{},s=new Map(Object.entries({name:t,
tag:o,priority:n})).get(e);if(!s)return $();let i=Object.
entries(s).map(([c,l])=>({id:c,...l})),a=(c,l,u,d=p)=>({
id:c,title:l,isNumber:!0,of:m=>m[u],cell:m=>d(m[u])});
return W({caption:`Jobs by ${e}`,rows:i,key:c=>c.id,
sort:"-started",columns:[{id:e,title:e.charAt(0).toUpperCase()+
e.slice(1),of:c=>c.id,cell:c=>e==="tag"?r("a",{href:y(
"jobs",[],{tag:c.id})},c.id):e==="name"?r("a",{href:y(
"jobs",[],{q:c.id})},c.id):c.id},a("started","Star\
ted","total_jobs"),a("completed","Completed","comp\
leted_jobs"),a("failed","Failed","failed_jobs"),{...a(
"cancelled","Cancelled","cancelled_jobs"),from:"wi\
de"},{...a("success","Success","success_rate",F),from:"\
wide"},a("time","Mean time","avg_execution_time",P)],
none:_(`No job has a ${e}.`)})}var zi=60;function $o(e,t){let o=t.flatMap(l=>l.spans),
n=Math.min(...o.map(l=>l.from)),s=Math.max(n+1,...o.
map(l=>l.to)),i=l=>`${((l-n)/(s-n)*100).toFixed(3)}\
%`,a=so(e,zi),c=l=>`${l.name}: ${P((l.to-l.from)/1e3)}${l.
isOpen?" so far":""}`;return r("figure",{class:"ti\
meline",key:e},r("figcaption",null,r("span",{class:"\
name"},e),r("span",{class:"quiet"},`${P((s-n)/1e3)}\
 in all`)),r("ol",null,t.slice(0,a).map((l,u)=>r("\
li",{key:l.key??u},r("span",{class:"who",title:l.name,
style:{"padding-left":`${Math.min(8,l.indent||0)*.75}\
rem`}},l.name),r("span",{class:"track"},l.spans.map(
(d,m)=>r("span",{key:m,class:`span ${d.kind} ${d.isOpen?
"open":""}`,title:c(d),style:{left:i(d.from),width:i(
n+d.to-d.from)}},r("span",{class:"unseen"},c(d)))),
(l.marks||[]).slice(0,100).map((d,m)=>r("span",{key:`\
m${m}`,class:`mark ${d.kind}`,title:d.title,style:{
left:i(d.at)}}))),r("span",{class:"took"},P(l.spans.
reduce((d,m)=>d+(m.to-m.from),0)/1e3))))),t.length>
a?r("p",{class:"more"},N(`Show all ${p(t.length)}`,
()=>io(e,t.length))):null)}var Yi={"job.created":["made","idle"],"job.queued":[
"in the queue","idle"],"job.started":["running","b\
usy"],"job.resumed":["running","busy"],"job.paused":[
"paused","held"],"job.retrying":["waits for anothe\
r try","warn"]},Qi=["job.completed","job.failed","\
job.cancelled"];function jr(e){let t=[],o=null;for(let s of e){
let i=R(s.timestamp),a=Yi[s.event_type];!a&&!Qi.includes(
s.event_type)||(o&&t.push({...o,to:i}),o=a?{from:i,
name:a[0],kind:a[1]}:null)}if(o&&t.push({...o,to:D(),
isOpen:!0}),!t.length)return null;let n=[...new Set(
t.map(s=>s.name))].map(s=>({name:s,spans:t.filter(
i=>i.name===s)}));return $o("The life of the job",
n)}var Pr={slot_call:"idle",event_emit:"busy",checkpoint:"\
idle",breakpoint_hit:"held",log_message:"warn"};function Rr(e){
let t=new Map,o=e.events.at(-1),n=o?.event_type===
"job_completed"?R(o.timestamp):D();for(let{event_type:a,
routine_id:c,timestamp:l,data:u}of e.events){let d=R(
l),m=t.get(u.frame);a==="routine_start"?t.set(u.frame,
{name:c,cause:u.cause,from:d,to:null,kind:"busy",marks:[]}):
m&&a==="routine_complete"?Object.assign(m,{to:d,kind:"\
good"}):m&&a==="routine_error"?Object.assign(m,{to:d,
kind:"bad",error:u.message}):m&&Pr[a]&&m.marks.push(
{at:d,kind:Pr[a],title:[a.replaceAll("_"," "),u.event_name||
u.slot_name||u.label||"",u.message||""].filter(f=>f).
join(": ")})}let s=a=>{let c=0;for(let l=a;l&&c<12;l=
t.get(l.cause))c+=1;return c-1},i=[...t].map(([a,c])=>({
key:a??"",name:c.name,indent:s(c),marks:c.marks,spans:[
{from:c.from,to:c.to??n,isOpen:c.to===null,kind:c.
kind,name:c.error?`${c.name}: ${c.error}`:c.name}]}));
return $o("Activations, each below what caused it",
i)}function Tr(e){let t=b.jobs&&b.jobs.jobs[e],o=t?_o(
t):null,s=!o||!o.ended?Math.floor(D()/1e3):"ended",
i=j("feed")?M(`api/v1/events?job=${encodeURIComponent(
e)}&limit=1000`,o?`${o.latest} ${s}`:s):Ke,a=Xi(e,
s)?M(`api/jobs/${encodeURIComponent(e)}/metrics`,s):
Ke,c=a.value?M(`api/jobs/${encodeURIComponent(e)}/\
trace?limit=2000`,a.value.total_events):Ke,l=i.value&&
i.value.events||[];return!o&&!l.length&&!a.value?i.
isLoading||a.isLoading||j("jobs")&&!b.jobs?$():_("\
Nothing is known of this job, or no longer.","Only\
 the newest jobs and events are kept. ",r("a",{href:y(
"jobs")},"To all jobs")):[r("div",{class:"bar"},E(
o?o.status:a.value?a.value.status:"unknown"),j("fl\
ows")&&a.value?r("a",{class:"button",href:y("debug",
[e])},"Debug"):null,b.exec&&b.exec.commands[e]?r("\
a",{class:"button",href:y("commands",[e])},"Its co\
mmand"):null),o&&o.error?r("div",{class:"note bad"},
L("bad")," ",o.error):null,o?Zi(o,l):null,a.value?
ea(a.value):null,c.value&&c.value.events.length?k(
"Trace",{},Rr(c.value)):null,l.length?k("What happ\
ened",{},jr(l),W({caption:"Events of the job",columns:Ot.
filter(u=>u.id!=="job"),rows:l.slice().reverse(),key:u=>u.
seq,prefix:"e-"})):null]}function Xi(e,t){return(j(
"flows")?M("api/jobs?limit=1000",t).value:null)?.jobs.
some(n=>n.job_id===e)??!1}function Zi(e,t){let o=t.
filter(s=>O(s.data.progress)).pop(),n=e.started||D();
return k("Facts",{},o&&!e.ended?ce(o.data.progress,
"Progress of the job"):null,ie([["Name",e.name],["\
Run time",e.ended?P(e.run):ft(e)?vt(e.started):null],
["Waited",e.created_at&&e.started?P((n-R(e.created_at))/
1e3):null],["Worker",e.worker_id],["Tries",e.attempts],
["Priority",e.priority],["Tags",e.tags.length?We(e.
tags):null],["Made",e.created_at&&T(e.created_at)],
["Ended",e.ended&&T(e.ended/1e3)]]))}function ea(e){
let t=(o,n,s,i=p,a)=>({id:o,title:n,isNumber:!0,from:a,
of:c=>c[s],cell:c=>i(c[s])});return k("Routines",{
aside:e.dropped_events?r("span",{class:"quiet"},`${p(
e.dropped_events)} old events are not kept`):null},
ie([["Flow",e.flow_id],["Ran",P(e.duration)],["Hel\
d",e.held_ms>0?P(e.held_ms/1e3):null],["Activation\
s",p(e.total_routines)],["Failed",e.failed_routines?
p(e.failed_routines):null]]),W({caption:"Routines",
rows:Object.values(e.routine_metrics),key:o=>o.routine_id,
prefix:"r-",sort:"-total",columns:[{id:"routine",title:"\
Routine",of:o=>o.routine_id,cell:o=>o.routine_id},
t("runs","Runs","execution_count"),t("total","Tota\
l","total_duration",P),t("mean","Mean","avg_durati\
on",P,"wide"),t("longest","Longest","max_duration",
P,"wide"),t("errors","Errors","error_count")]}))}var Mr={name:"jobs",title:"Jobs",order:10,topics:[
"jobs","status","exec"],isThere:()=>j("jobs")||j("\
flows"),badge:()=>{let e=se()?.jobs.currently_running;
return e?{value:p(e),words:"running"}:null},above:()=>w.
rest.length?r("a",{href:y("jobs")},"Jobs"):null,heading:()=>[
w.rest[0]??"Jobs"],show:()=>w.rest[0]===void 0?Er():
Tr(w.rest[0]),watches:Ie("status",(e,t)=>{let o=Cr(
t)-Cr(e);if(o<=0)return[];let n=xe(t)?void 0:t.recent_jobs.
filter(s=>s.failed_at).pop();return[{tag:"failed j\
obs",title:o===1&&n?`Job ${n.job_id} has failed`:`${p(
o)} jobs have failed`,body:n&&n.error||"",address:o===
1&&n?y("jobs",[n.job_id]):y("jobs",[],{state:"fail\
ed"})}]})};function Cr(e){return xe(e)?0:e.jobs.failed_jobs}var Nr,Or=[];function fe(){let{runs:e}=b;return e!==
Nr&&(Nr=e,Or=e?e.order.flatMap(t=>{let o=e.runs[t];
return o?[o]:[]}):[]),Or}var ta=e=>O(e.estimated_time_remaining)&&
e.state_text==="running"?`about ${U(e.estimated_time_remaining)}\
 left`:"",gt=e=>O(e.current_step)?`step ${p(e.current_step)}${e.
total_steps?` of ${p(e.total_steps)}`:""}`:"";function Lr(e){
return[r("div",{class:"line"},r("a",{class:"strong",
href:y("runs",[e.id])},e.experiment_name),E(e.state_text,
e.state_kind),r("span",{class:"push figure"},F(e.progress_percent))),
ce(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind),r("p",{class:"quiet clip"},[gt(e),e.
step_name,ta(e),e.errors?J(e.errors,"error"):""].filter(
t=>t).join(" · "))]}var Dr=5*6e4,oa=5e3,je=$e("visit",null),yt=je&&Date.
now()-je.at>Dr?je:null;function na(){if(document.hidden||
!b.status&&!b.runs)return;let e=se()?.jobs;je={at:Date.
now(),feed:ve,completed:e?.completed_jobs??0,failed:e?.
failed_jobs??0},Se("visit",je)}function Fr(){if(!yt||
!b.runs&&!b.status)return null;let{at:e,completed:t,
failed:o}=yt,{jobs:n,system:s}=se()??{},i=yt.feed===
ve,a=(f=0,x)=>Math.max(0,f-(i?x:0)),c=fe().filter(
f=>f.end_time&&R(f.end_time)>e||["crashed","stalle\
d","silent"].includes(f.state_text)&&R(f.last_update)>
e).slice(0,6),l=s?.recent_errors.filter(f=>R(f.at)>
e)??[],u=a(n?.completed_jobs,t),d=a(n?.failed_jobs,
o),m=!c.length&&!u&&!d&&!l.length;return k("While \
you were away",{class:"away",aside:N("Put away",()=>{
yt=null,h()},{class:"plain"})},r("p",{class:"quiet"},
"You last looked ",T(e/1e3),i||!ve?".":"; the serv\
er was started anew since."),m?r("p",null,"Nothing\
 has ended or failed since."):r("ul",{class:"plain\
list tight"},c.map(f=>r("li",{key:f.id,class:"line"},
E(f.state_text,f.state_kind),r("a",{href:y("runs",
[f.id])},f.experiment_name),r("span",{class:"quiet"},
T(f.end_time||f.last_update)))),u?r("li",{key:"don\
e"},E(`${J(u,"job")} completed`,"good")):null,d?r(
"li",{key:"bad"},r("a",{href:y("jobs",[],{state:"f\
ailed"})},E(`${J(d,"job")} failed`,"bad"))):null,l.
length?r("li",{key:"errors"},E(`${J(l.length,"erro\
r")} of the system`,"bad")):null))}function Ar(){document.
addEventListener("visibilitychange",()=>{document.
hidden||(je&&Date.now()-je.at>Dr&&(yt=je),h())}),setInterval(
na,oa)}function Jr(){let e=fe(),t=e.filter(o=>o.state_text===
"running"||o.state_text==="stalled"||o.state_text===
"paused").concat(e.filter(o=>!["running","stalled",
"paused"].includes(o.state_text))).slice(0,4);return k(
"Runs",{aside:r("a",{href:y("runs")},e.length>t.length?
`All ${p(e.length)}`:"All")},b.runs?t.length?r("ul",
{class:"plainlist"},t.map(o=>r("li",{key:o.id},Lr(
o)))):_("No run yet.","Any program can be one: ",r(
"code",null,"monitor run -- COMMAND")):$())}function Br({
system:e,recent_jobs:t}){let o=e.recent_errors.map(
i=>({at:i.at,what:i.message,who:"system"})),n=t.filter(
i=>i.failed_at).map(i=>({at:i.failed_at,what:i.error||
"failed",who:i.job_id,job:i.job_id})),s=o.concat(n).
sort((i,a)=>R(a.at)-R(i.at)).slice(0,4);return k("\
Errors",{aside:r("a",{href:y("jobs",[],{state:"fai\
led"})},"Failed jobs")},s.length?r("ul",{class:"pl\
ainlist"},s.map(i=>r("li",{key:`${i.who} ${i.at}`,
class:"trouble"},L("bad"),r("p",null,i.job?r("a",{
href:y("jobs",[i.job])},i.who):r("span",{class:"st\
rong"},i.who)," ",r("span",{class:"quiet"},T(i.at)),
r("span",{class:"clip"},i.what))))):r("p",{class:"\
fine"},L("good")," Nothing has gone wrong lately."))}
function qr(){let e=be().filter(t=>t.running);return k(
"Commands",{aside:r("a",{href:y("commands")},"All")},
b.exec?e.length?r("ul",{class:"plainlist"},e.slice(
0,5).map(t=>r("li",{key:t.id,class:"line"},r("a",{
href:y("commands",[t.id])},t.id),r("span",{class:"\
quiet"},t.sample?`${F(t.sample.cpu_percent,0)} CPU\
 · ${Y(t.sample.rss_bytes)}`:"begins")))):r("p",{
class:"quiet"},be().length?"None runs now.":"No co\
mmand is watched."):$())}function Wr(e,t,{at:o=String,from:n="",to:s="now",
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
name} ${i(S.values[g])}`)]}})}function Ir(e,t,{format:o=p}={}){let n=t.flatMap(d=>d.
points),s=Math.min(D()-6e4,...n.map(([d])=>d)),i=Math.
max(D(),...n.map(([d])=>d)),a=Ue(Math.max(.001,...n.
map(([,d])=>d))),c=([d,m])=>`M${((d-s)/(i-s)*de).toFixed(
1)} ${(H-2-(H-4)*m/a).toFixed(1)}h0`,l=t.map(d=>r(
"path",{key:d.name,class:`dots ${d.kind}`,d:d.points.
map(c).join("")})),u=t.map(d=>`${p(d.points.length)}\
 ${d.name}`).join(", ");return He({title:e,words:u,
layers:t,shapes:l,most:a,format:o,from:Xe(s),to:"n\
ow",tip:d=>{let m=s+d*(i-s),f=t.flatMap(({name:x,points:g})=>g.
map(([S,C])=>({name:x,x:S,y:C}))).reduce((x,g)=>!x||
Math.abs(g.x-m)<Math.abs(x.x-m)?g:x,null);return f?
[Xe(f.x),`${f.name} after ${o(f.y)}`]:[]}})}function Vr({jobs:e,system:t}){let o=(n,s)=>n>0?s:
null;return on([["Running",p(e.currently_running),
o(e.currently_running,"busy")],["Queued",p(t.queue_depth),
null,`at most ${p(t.max_queue_depth)}`],e.currently_paused?
["Paused",p(e.currently_paused),"held"]:null,["Com\
pleted",p(e.completed_jobs),o(e.completed_jobs,"go\
od")],["Failed",p(e.failed_jobs),o(e.failed_jobs,"\
bad")],["Cancelled",p(e.cancelled_jobs),o(e.cancelled_jobs,
"warn")],["Success",F(e.success_rate)],["Errors",p(
t.error_count),o(t.error_count,"bad")],["Up",r("sp\
an",{title:t.uptime_formatted},U(t.uptime))]])}var ra=[
"seconds","The last minute","second","60 s ago"],sa={
hour:["minutes","The last hour","minute","60 min a\
go"],day:["hours","The last day","hour","24 h ago"]};
function Kr({throughput:e}){let[t,o,n,s]=sa[w.query.
span??""]??ra,i=e[t],a=(d,m)=>({name:d,kind:m,values:i.
map(f=>f[d])}),c=[a("completed","good"),a("failed",
"bad"),a("cancelled","warn")],l=i.reduce((d,m)=>d+
m.completed+m.failed+m.cancelled,0),u=d=>d===i.length-
1?`this ${n}`:`${J(i.length-1-d,n)} ago`;return k(
"Throughput",{aside:qe("span","Span of time",[["",
"Minute"],["hour","Hour"],["day","Day"]])},Re("thr\
oughput",[i.map(d=>`${d.completed},${d.failed},${d.
cancelled}`).join(" "),t],()=>Wr(`${o}: ${J(l,"job")}\
 ended`,c,{at:u,from:s})),Ur("Jobs lately",["start\
ed","done","failed","per s"],[So("Last minute",e.seconds,
60),So("Last hour",e.minutes),So("Last day",e.hours)]))}
function So(e,t,o){let n=s=>t.reduce((i,a)=>i+a[s],
0);return[e,p(n("started")),p(n("completed")),p(n(
"failed")),o?(n("completed")/o).toFixed(1):"–"]}
function Ur(e,t,o){return r("div",{class:"scroll",
tabindex:"0",role:"region","aria-label":e},r("tabl\
e",{class:"small"},r("caption",{class:"unseen"},e),
r("thead",null,r("tr",null,r("th",{scope:"col"},r(
"span",{class:"unseen"},"What")),t.map(n=>r("th",{
key:n,scope:"col",class:"number"},n)))),r("tbody",
null,o.map(([n,...s])=>r("tr",{key:n},r("th",{scope:"\
row"},n),s.map(i=>r("td",{class:"number"},i)))))))}
function Hr({jobs:e}){let t=e.execution_time,o=e.queue_wait,
n=(s,i)=>[s,...[i.p50,i.p95,i.p99,i.max].map(a=>i.
count?P(a):"–")];return k("Latency",{aside:r("a",
{href:y("jobs",[],{sort:"-run"})},"Longest")},Re("\
latency",[Math.floor(D()/500),b.jobs],ia),Ur("Time\
s of jobs",["p50","p95","p99","longest"],[n("Run t\
ime of completed",t),n("Queue wait",o)]))}function ia(){
let e=Dt().filter(o=>o.ended&&(o.run??0)>0).slice(
0,400),t=o=>e.filter(n=>n.status==="completed"===o).
map(n=>[n.ended??0,n.run??0]).reverse();return Ir(
`Run times of the last ${p(e.length)} jobs`,[{name:"\
completed",kind:"good",points:t(!0)},{name:"failed\
 or cancelled",kind:"bad",points:t(!1)}],{format:P})}function Fe(){let e=se()?.workers;return e?Object.
entries(e.workers).map(([t,o])=>({id:t,...o})):[]}
var aa=[{id:"worker",title:"Worker",of:e=>e.id,cell:e=>[
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
null,F(e.busy_fraction*100,0)))},{id:"heard",title:"\
Heard of",isNumber:!0,of:e=>e.last_heartbeat,cell:e=>r(
"span",{class:e.status==="offline"?"bad":""},e.last_heartbeat===
null?"never":`${U(e.last_heartbeat)} ago`)},{id:"t\
ags",title:"Tags",from:"wider",of:e=>e.tags.join("\
 "),cell:e=>We(e.tags)}];function Ft(e,t){return b.
status?W({caption:"Workers",columns:aa,rows:e,key:o=>o.
id,sort:"worker",prefix:t,filters:[{id:"state",title:"\
State",of:o=>o.status}],none:_("No worker has regi\
stered.","A worker is there as soon as it emits ",
r("code",null,"WorkerEvent::registered")," or send\
s a heartbeat.")}):$()}var Gr={name:"overview",title:"Overview",order:0,topics:[
"status","jobs","runs","exec"],isThere:()=>!0,show:()=>{
let{status:e}=b;if(e&&xe(e))return _(`${e.error}: \
no figures are kept.`,q("metrics")?N("Enable it",()=>te(
"Enable","POST","system/enable")):"Whoever runs th\
e host can enable it.");let t=j("status")&&e&&!e.jobs.
total_jobs&&!e.jobs.created&&!Fe().length;return[Fr(),
j("status")&&!e?$():null,t?la():null,e&&!t?Vr(e):null,
r("div",{class:"columns"},e&&!t?[Kr(e),Hr(e)]:null,
j("runs")?Jr():null,e&&Fe().length?k("Workers",{aside:r(
"a",{href:y("workers")},"All")},Ft(Fe().slice(0,8),
"w-")):null,e&&!t?Br(e):null,j("exec")?qr():null)]},
load:Ar};function la(){return k("Nothing has been \
told yet",{},r("p",null,"The page shows jobs, work\
ers and errors as soon as a program emits events t\
o this host. ","To look at it with something in it\
, run ",r("code",null,"monitor serve --demo"),"."))}var ca=[{id:"run",title:"Run",of:e=>`${e.experiment_name}\
 ${e.id}`,cell:e=>[r("a",{class:"strong",href:y("r\
uns",[e.id])},e.experiment_name),e.id!==e.experiment_name?
r("span",{class:"under quiet"},e.id):null]},{id:"s\
tate",title:"State",of:e=>e.state_text,cell:e=>E(e.
state_text,e.state_kind)},{id:"done",title:"Done",
isNumber:!0,of:e=>e.progress_percent,cell:e=>r("di\
v",{class:"done"},r("b",null,F(e.progress_percent,
0)),ce(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind))},{id:"step",title:"Step",from:"wide",
of:e=>e.step_name,cell:e=>[r("span",{class:"clip"},
e.step_name||"–"),r("span",{class:"under quiet"},
gt(e))]},{id:"left",title:"Left",isNumber:!0,from:"\
wide",of:e=>e.estimated_time_remaining,cell:e=>O(e.
estimated_time_remaining)&&e.state_text==="running"?
U(e.estimated_time_remaining):"–"},{id:"errors",
title:"Errors",isNumber:!0,from:"wider",of:e=>e.errors,
cell:e=>e.errors?r("span",{class:"bad"},p(e.errors)):
"0"},{id:"changed",title:"Changed",isNumber:!0,from:"\
roomy",of:e=>R(e.last_update),cell:e=>T(e.last_update)}];
function zr(){return b.runs?W({caption:"Runs",columns:ca,
rows:fe(),key:e=>e.id,sort:"-changed",filters:[{id:"\
state",title:"State",of:e=>e.state_text}],none:_("\
No run yet.","Any program can be one: ",r("code",null,
"monitor run -- COMMAND"),". A program of your own\
 holds a ",r("code",null,"RunDir"),".")}):$()}var Yr=!0;function Qr({bars:e}){if(!e||!e.length)return null;
let t=e.slice().sort((o,n)=>(o.state==="running"?0:
1)-(n.state==="running"?0:1)||n.id-o.id).slice(0,12);
return k("Bars",{},r("ul",{class:"plainlist"},t.map(
o=>r("li",{key:o.id},r("div",{class:"line"},r("spa\
n",{class:"strong clip"},o.desc||"without a name"),
r("span",{class:"push figure"},`${p(o.done)}${o.total?
` of ${p(o.total)}`:""}`)),ce(o.percent,o.desc,o.state===
"running"?"busy":"good"),r("p",{class:"quiet"},[da(
o.rate_per_second),o.eta&&o.state==="running"?`${U(
o.eta.remaining_s)} left`:"",o.round>0?`round ${o.
round+1}`:""].filter(n=>n).join(" · "))))))}function da(e){
return O(e)?`${e>=1?e.toFixed(1):e.toPrecision(2)}\
 a second`:""}function Xr({series:e={}}){let t=Object.
entries(e);if(!t.length)return null;let o=n=>/bytes/.
test(n)?Y:/percent/.test(n)?s=>F(s):s=>At(s,4);return k(
"Figures",{},t.slice(0,12).map(([n,s])=>{let i=ua(
s);return Me(n.replaceAll("_"," "),[{name:n,kind:"\
busy",points:i}],{format:o(n),at:a=>At(a,6),from:At(
i[0]?.[0],4),to:At(i.at(-1)?.[0],4)})}))}function At(e,t){
return e===void 0?"":Number(e.toPrecision(t)).toString()}
function ua(e){return("points"in e?e.points:e).map(
o=>"x"in o?[o.x,o.y]:o).filter(([o,n])=>O(o)&&O(n))}
function Zr({messages:e,errors:t}){if(!e||!e.length)
return null;let o={error:"bad",warning:"warn"},n=e.
slice(-15).reverse();return k("Messages",{aside:t&&
t.length?r("span",{class:"bad"},J(t.length,"error")):
null},r("ul",{class:"plainlist tight"},n.map((s,i)=>r(
"li",{key:`${s.timestamp} ${e.length-i}`,class:"tr\
ouble"},L(o[s.level]||"idle"),r("p",null,r("span",
{class:"quiet"},le(s.timestamp)," ",s.level==="inf\
o"?"":s.level||"")," ",s.message)))))}function es(e,{
plots:t}){return!t||!t.length?null:k("Plots",{},r(
"div",{class:"plots"},t.slice(-12).reverse().map(o=>{
let{file:n,timestamp:s}=typeof o=="string"?{file:o}:
o,i=s?`?at=${encodeURIComponent(s)}`:"",a=`${e}/pl\
ots/${encodeURIComponent(n)}${i}`;return r("figure",
{key:n},r("a",{href:a,target:"_blank",rel:"noopene\
r"},r("img",{src:a,alt:`Plot ${n}`,loading:"lazy"})),
r("figcaption",{class:"quiet"},n))})))}function ts(e,t){
let o=M(`${e}/log?max=32768`,t.seq),n=s=>{Yr&&(s.scrollTop=
s.scrollHeight)};return k("Log",{aside:r("a",{href:`${e}\
/log?max=1048576`},"More of it")},o.value?r("pre",
{class:"log",tabindex:"0",role:"region","aria-labe\
l":"The end of the log",mounted:n,updated:n,onscroll:s=>{
let i=s.target;Yr=i.scrollTop+i.clientHeight>=i.scrollHeight-
8}},o.value.text):o.error?r("p",{class:"quiet"},o.
error.status===404?"There is no log.":o.error.message):
$())}function os(e){let t=fe().find(i=>i.id===e);if(!t)
return b.runs?_("There is no such run, or no longe\
r.",r("a",{href:y("runs")},"To all runs")):$();let o=`\
api/v1/runs/${encodeURIComponent(e)}`,n=t.unreadable?
Ke:M(o,`${t.seq} ${t.state_text}`),s=n.value||{};return[
r("div",{class:"bar"},E(t.state_text,t.state_kind),
r("a",{class:"button",href:`${o}/report.html`,download:`${e}\
.html`},"Report as one file")),ma(t,s),n.error?X("\
The run cannot be read",n.error):null,pa(t,s),r("d\
iv",{class:"columns"},Qr(s),Xr(s),Zr(s)),es(o,s),s.
log_file?ts(o,t):null]}function ma(e,{state_reason:t}){
let o=t||e.state_reason,n=[" It was last heard of ",
T(e.last_update),"."],i={crashed:["bad","The proce\
ss is gone without a word of its end.",n,e.step_name?
` It was at “${e.step_name}”.`:""],stalled:["w\
arn","The process lives, but nothing has moved for\
 far longer than its steps take.",n],silent:["warn",
"Nothing has been heard of it for too long; whethe\
r the process lives cannot be seen from here.",n],
unreadable:["bad",e.unreadable||""],error:["bad",o||
e.last_error||"It has ended with an error."]}[e.state_text];
return i?r("div",{class:`note ${i[0]}`},L(i[0])," ",
i.slice(1)):null}function pa(e,t){let o=t.eta&&e.state_text===
"running"?t.eta:null,n=a=>new Date(D()+a*1e3).toLocaleTimeString(
"en-GB",{hour:"2-digit",minute:"2-digit"}),[s,i]=o?
[n(o.low_s),n(o.high_s)]:[];return k("Progress",{aside:r(
"span",{class:"figure big"},F(e.progress_percent))},
ce(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind),ie([["Step",[e.step_name,gt(e)].filter(
a=>a).join(" · ")],["Left",o?`${U(o.low_s)} to ${U(
o.high_s)}${o.overdue?", overdue":""}`:null],["Don\
e",o?s===i?`at ${s}`:`between ${s} and ${i}`:null],
["Began",e.start_time&&T(e.start_time)],["Ended",e.
end_time&&T(e.end_time)],["Took",e.end_time&&e.start_time?
P((R(e.end_time)-R(e.start_time))/1e3):null],["Las\
t change",e.last_update&&T(e.last_update)],["Machi\
ne",e.host],["Attempt",e.attempt>1?e.attempt:null],
["Errors",e.errors?p(e.errors):null],["CPU time",P(
t.resources?.cpu_s)],["Peak memory",Y(t.resources?.
peak_rss_bytes)]]))}var ns={name:"runs",title:"Runs",order:40,topics:[
"runs"],isThere:()=>j("runs"),badge:()=>{let e=fe(),
t=e.filter(n=>n.state_text==="running").length,o=e.
filter(n=>n.state_text==="crashed"||n.state_text===
"stalled").length;return t||o?{value:p(t),words:`r\
unning${o?`, ${o} crashed or stalled`:""}`,kind:o?
"bad":""}:null},above:()=>w.rest.length?r("a",{href:y(
"runs")},"Runs"):null,heading:()=>{let[e]=w.rest;return[
e&&b.runs?.runs[e]?.experiment_name||e||"Runs"]},show:()=>w.
rest[0]===void 0?zr():os(w.rest[0]),watches:Ie("ru\
ns",(e,t)=>t.order.flatMap(o=>{let[n,s]=[e.runs[o],
t.runs[o]];if(!n||!s)return[];let[i,a]=[n.state_text,
s.state_text];return i===a||a==="running"?[]:[{tag:`\
run ${o}`,title:`${s.experiment_name}: ${a}`,body:s.
state_reason||s.last_error||s.last_message||"",address:y(
"runs",[o])}]}))};var ss={name:"workers",title:"Workers",order:30,topics:[
"status"],isThere:()=>j("status"),badge:()=>{let e=Fe();
if(!e.length)return null;let t=e.filter(o=>o.status===
"offline").length;return{value:p(e.length-t),words:`\
online${t?`, ${t} offline`:""}`,kind:t?"bad":""}},
show:()=>Ft(Fe(),""),watches:Ie("status",(e,t)=>{let o=rs(
e);return Object.entries(rs(t)).filter(([n,s])=>s.
status==="offline"&&o[n]?.status==="online").map(([
n])=>({tag:`worker ${n}`,title:`Worker ${n} is off\
line`,body:"It has not been heard of for too long,\
 or has left.",address:y("workers")}))})};function rs(e){
return xe(e)?{}:e.workers.workers}var is=[Gr,Mr,ss,ns,An,vr,wr,Tn];function fa(e){if(e.key!=="/"||e.ctrlKey||e.metaKey||
e.altKey||wt(e.target))return;let o=document.querySelector(
"main input[type=search]");o&&(e.preventDefault(),
o.focus())}ro();window.addEventListener("pageshow",
e=>{e.persisted&&location.reload()});document.addEventListener(
"keydown",fa);setInterval(()=>{document.hidden?rt():
jo()},1e3);fn(is);tn();
