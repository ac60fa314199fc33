var as=/^(INPUT|TEXTAREA|SELECT)$/;function kt(e){
return e instanceof Element&&as.test(e.tagName)}var ls=new Intl.NumberFormat("en-GB"),O=e=>typeof e==
"number"&&Number.isFinite(e),p=e=>O(e)?ls.format(e):
"–",A=(e,t=1)=>O(e)?`${e.toFixed(t)} %`:"–",J=(e,t,o=`${t}\
s`)=>`${p(e)} ${e===1?t:o}`;function E(e){if(!O(e))
return"–";if(e<0)return`−${E(-e)}`;if(e===0)return"\
0 s";if(e<.001)return`${(e*1e6).toFixed(0)} µs`;if(e<
1)return`${(e*1e3).toFixed(e<.1?1:0)} ms`;if(e<60)
return`${e.toFixed(e<10?2:1)} s`;let[t,o,n]=[Math.
floor(e/86400),Math.floor(e/3600)%24,Math.floor(e/
60)%60];return t?`${t} d ${o} h`:o?`${o} h ${String(
n).padStart(2,"0")} min`:`${n} min ${String(Math.floor(
e%60)).padStart(2,"0")} s`}function H(e){if(!O(e))
return"–";let[t,o,n]=[e/86400,e/3600,e/60];return t>=
2?`${Math.round(t)} d`:o>=2?`${Math.round(o)} h`:n>=
2?`${Math.round(n)} min`:`${Math.max(0,Math.round(
e))} s`}function Q(e){if(!O(e))return"–";let t=[
"B","KiB","MiB","GiB","TiB"],o=0;for(;e>=1024&&o<t.
length-1;)e/=1024,o+=1;return`${e.toFixed(o?1:0)} ${t[o]}`}
var R=e=>O(e)?e*1e3:Date.parse(String(e));var cs=Object.freeze({});function r(e,t,...o){return{
tag:e,props:t??cs,key:t?.key,children:vt(o,[]),node:null}}
function Ce(e,t,o){return{make:o,deps:t,key:e,inner:null,
node:null}}function vt(e,t){for(let o of e)ms(o)?vt(
o,t):o!==null&&typeof o=="object"?t.push(o):t.push(
{text:us(o),node:null});return t}function ms(e){return Array.
isArray(e)}function us(e){return e==null||typeof e==
"boolean"?"":String(e)}var qt=new Intl.DateTimeFormat(void 0,{dateStyle:"\
medium",timeStyle:"medium"}),Po=0;function jo(e){Po=
e-Date.now()}var D=()=>Date.now()+Po;function Ze(e){
let t=(D()-e)/1e3;return t<-1.5?`in ${H(-t)}`:t<1.5?
"now":`${H(t)} ago`}function C(e){let t=R(e);if(Number.
isNaN(t))return"–";let o=n=>{n.textContent=Ze(t)};
return r("time",{key:`t${t}`,class:"ago",datetime:new Date(
t).toISOString(),title:qt.format(t),mounted:o})}function xt(e){
let t=o=>{o.textContent=E(Math.max(0,(D()-e)/1e3))};
return r("time",{key:`s${e}`,class:"since","data-a\
t":e,datetime:new Date(e).toISOString(),title:`sin\
ce ${qt.format(e)}`,mounted:t})}function ce(e){let t=R(
e);if(Number.isNaN(t))return"–";let o=new Date(t),
s=o.toDateString()===new Date(D()).toDateString()?
o.toLocaleTimeString("en-GB"):`${o.toISOString().slice(
0,10)} ${o.toLocaleTimeString("en-GB")}`;return r(
"time",{datetime:o.toISOString(),title:qt.format(t)},
s)}function Ro(){for(let e of document.querySelectorAll(
"time.ago")){let t=Ze(Date.parse(e.dateTime));e.textContent!==
t&&(e.textContent=t)}for(let e of document.querySelectorAll(
"time.since"))e.textContent=E(Math.max(0,(D()-Number(
e.dataset.at))/1e3))}var Vt=!0,Co=()=>{};function To(e){Co=e}function h(){
Vt&&(Vt=!1,requestAnimationFrame(()=>{Vt=!0,Co()}))}
function Be(e){requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector(e)?.focus()))}var w=Mo();function Mo(){let[e="",t=""]=location.hash.
replace(/^#\/?/,"").split("?"),o=e.split("/").filter(
n=>n).map(n=>{try{return decodeURIComponent(n)}catch{
return n}});return{view:o[0]||"overview",rest:o.slice(
1),query:Object.fromEntries(new URLSearchParams(t))}}
function y(e,t=[],o={}){let n=Object.entries(o).filter(
([,i])=>i!=null&&i!==""),s=new URLSearchParams(n.map(
([i,a])=>[i,String(a)])).toString();return`#/${[e,
...t].map(encodeURIComponent).join("/")}${s?`?${s}`:
""}`}function et(e){location.hash=e}function re(e){
It(y(w.view,w.rest,{...w.query,...e}))}function It(e){
history.replaceState(null,"",e),Kt(),h()}function Kt(){
w=Mo()}var ds="http://www.w3.org/2000/svg",No=new WeakMap,
Oo=new WeakMap;function Do(e,t){let o=vt([t],[]);Bo(
e,No.get(e)??[],o,!1),No.set(e,o)}function Fo(e,t){
return e.text!==void 0?e.node=document.createTextNode(
e.text):e.make?(e.inner=e.make(),e.node=Ut(e.inner,
t)):Ut(e,t)}function Ut(e,t){let{tag:o,props:n}=e,
s=t||o==="svg",i=s?document.createElementNS(ds,o):
document.createElement(o);e.node=i;for(let a of e.
children)i.append(Fo(a,s));for(let[a,c]of Object.entries(
n))Gt(i,a,c,void 0);return n.mounted&&n.mounted(i),
i}function Ht(e,t){return e.tag===t.tag&&e.key===t.
key&&!!e.make==!!t.make}function Lo(e,t,o){if(e!==
t)if(t.text!==void 0){if(e.text===void 0)return;t.
node=e.node,t.node&&e.text!==t.text&&(t.node.data=
t.text)}else t.make?e.make&&ps(e,t,o):e.tag!==void 0&&
Ao(e,t,o)}function ps(e,t,o){let n=e.deps.length===
t.deps.length&&e.deps.every((s,i)=>s===t.deps[i]);
if(t.node=e.node,n){t.inner=e.inner;return}t.inner=
t.make(),e.inner&&Ht(e.inner,t.inner)?Ao(e.inner,t.
inner,o):e.node?.replaceWith(Ut(t.inner,o)),t.node=
t.inner.node}function Ao(e,t,o){let{node:n}=e;if(t.
node=n,e===t||!n)return;let s=e.props;for(let i of Object.
keys(s))i in t.props||Gt(n,i,void 0,s[i]);for(let[
i,a]of Object.entries(t.props))Gt(n,i,a,s[i]);Bo(n,
e.children,t.children,o||t.tag==="svg"),t.props.updated&&
t.props.updated(n)}function Bo(e,t,o,n){let s=(m,d)=>d&&
Ht(m,d);if(t.length===o.length&&t.every((m,d)=>s(m,
o[d]))){t.forEach((m,d)=>{let f=o[d];f&&Lo(m,f,n)});
return}let i=new Map,a=[];for(let m of t)m.key!==void 0?
i.set(m.key,m):a.push(m);let c=new Set(t),l=0;for(let m of o){
let d=m.key===void 0?a[l++]:i.get(m.key);d&&c.has(
d)&&Ht(d,m)?(c.delete(d),Lo(d,m,n)):Fo(m,n)}for(let m of c)
m.node?.remove();let u=e.firstChild;for(let{node:m}of o)
m&&m===u?u=u.nextSibling:m&&e.insertBefore(m,u)}function Gt(e,t,o,n){
if(!(o===n&&t!=="value")&&!(t==="key"||t==="mounte\
d"||t==="updated"))if(t.startsWith("on"))fs(e,t.slice(
2),o);else if(t==="style")gs(e,o,n);else if(t==="v\
alue"&&"value"in e){let s=o==null?"":String(o);e.value!==
s&&(e.value=s)}else t==="checked"&&"checked"in e?e.
checked=!!o:ys(e,t,o)}function fs(e,t,o){let n=Oo.
get(e)??{};Oo.set(e,n),t in n||e.addEventListener(
t,s=>{let i=n[t];typeof i=="function"&&i(s)}),n[t]=
o}function gs(e,t,o){if(e instanceof HTMLElement||
e instanceof SVGElement){for(let n of Object.keys(
o??{}))(!t||!(n in t))&&e.style.removeProperty(n);
for(let[n,s]of Object.entries(t??{}))(!o||o[n]!==s)&&
e.style.setProperty(n,s)}}function ys(e,t,o){o==null||
o===!1?e.removeAttribute(t):e.setAttribute(t,o===!0?
"":String(o))}var Je=[];function W(e){let t=document.getElementById(
"said");t&&(t.textContent=e)}function ve(e,t,o=null){
Je=Je.filter(n=>n.text!==t).slice(-3).concat({kind:e,
text:t,more:o}),h()}function Jo(e){Je=Je.filter(t=>t!==
e),h()}var{dataset:_t}=document.documentElement,hs=(_t.has||
"").split(" "),bs=(_t.may||"").split(" "),F=JSON.parse(
_t.vocabulary||"{}"),Wo=String(_t.version),j=e=>hs.
includes(e),q=e=>bs.includes(e);function zt(e,t){if(!qo(t))return t;let o=qo(e)?{...e}:
{};for(let[n,s]of Object.entries(t))s===null?delete o[n]:
o[n]=zt(o[n],s);return o}function qo(e){return typeof e==
"object"&&e!==null&&!Array.isArray(e)}var b={},Yt={},se=[],tt=0,Qt=500,xe=null,ot=0;function ie(){
return b.status&&!_e(b.status)?b.status:void 0}function _e(e){
return!!e.error}function Xt(e,t){let o=JSON.parse(
t),n=Yt[e];if(e==="hello")ws(o);else if(e==="event\
s")ks(o.events??[]);else if(e==="dropped")tt+=o.count??
0;else if(o.full!==void 0)Vo(e,o.full);else{if(n===
void 0||o.version===void 0)return!1;if(n===o.version-
1)Vo(e,zt(Uo(e),o.patch));else return n>=o.version}
return o.version!==void 0&&(Yt[e]=o.version),h(),!0}
function Io(e){let t=Uo(e);return t===void 0?void 0:
JSON.stringify({version:Yt[e],full:t})}function Ko(e){
return JSON.stringify({stream:xe,now:e})}function Uo(e){
return b[e]}function Vo(e,t){b[e]=t}function ws(e){
e.now&&jo(Date.parse(e.now)),xe!==null&&xe!==e.stream&&
(se=[],tt=0,ot+=1),xe=e.stream??null}function ks(e){
let t=se.at(-1)?.seq??0,o=e.filter(n=>n.seq>t);o.length&&
(se=se.concat(o).slice(-Qt))}var ee={state:"wait",since:Date.now()},vs={wait:"",
live:"connected",poll:"connected, asking every two\
 seconds",gone:"the server does not answer"};function Zt(e){
ee.state!==e&&((ee.state!=="wait"||e==="gone")&&W(
vs[e]),ee={state:e,since:Date.now()},h())}function K(e){return e instanceof Error?e:new Error(
String(e))}function $t(e,t){return Object.assign(new Error(
e),{status:t})}async function te(e,t,o){let n={Accept:"\
application/json"};o!==void 0&&(n["Content-Type"]=
"application/json");let s;try{s=await fetch(t,{method:e,
headers:n,...o===void 0?{}:{body:JSON.stringify(o)}})}catch{
throw $t("the server does not answer",0)}let i=await s.
text(),a=i;try{a=i?JSON.parse(i):null}catch{}if(s.
ok)return a;let c=a?.error?.message;throw $t(c||`${s.
status} ${s.statusText}`,s.status)}var Ho={status:{path:"status",document:e=>e},jobs:{
path:"api/v1/jobs",document:e=>eo(e,"job_id","jobs")},
runs:{path:"api/v1/runs",document:e=>eo(e,"id","ru\
ns")},exec:{path:"api/v1/exec",document:e=>eo(e,"i\
d","commands")}};function Go(e){return e!=="events"&&
Ho[e]!==void 0}async function zo(e){let t=Ho[e];return t&&
t.document(await te("GET",t.path))}function eo(e,t,o){
let n=e;return{order:n.map(s=>s[t]),[o]:Object.fromEntries(
n.map(s=>[s[t],s]))}}var Yo=[1e3,2e3,4e3,8e3];function St(e){return Yo[Math.
min(e,Yo.length-1)]??0}var xs=2e3;function Qo(e,t,o){let n=null,s=0,i=0,a=!1,
c=()=>{if(a)return;if(!j("feed")){u();return}let m=e.
includes("events")?`&batch=1&backlog=${Qt}`:"",d=new EventSource(
`api/v1/events?topics=${e.join(",")}${m}`);n=d,d.onopen=
()=>{i=0,o("live")};for(let f of["hello","dropped",
...e])d.addEventListener(f,x=>t(f,x.data));d.onerror=
()=>{n?.close(),l()}},l=async()=>{let m=await te("\
GET","healthz").then(()=>!0,()=>!1);if(!a){if(m&&i>
0){u();return}m||o("gone"),s=setTimeout(c,St(i)*(.8+
.4*Math.random())),i+=1}},u=async(m=1)=>{let d=e.filter(
Go),f=await Promise.all(d.map(g=>zo(g).then(S=>({topic:g,
document:S,status:200}),S=>({topic:g,document:void 0,
status:K(S).status??0}))));if(a)return;for(let{topic:g,
document:S}of f)S!==void 0&&t(g,JSON.stringify({full:S}));
if(e.includes("events")){let g=await te("GET","api\
/v1/events?limit=100").catch(()=>null);g&&t("event\
s",JSON.stringify(g))}if(a)return;let x=f.some(({status:g})=>g>
0)||d.length===0;o(x?"poll":"gone"),s=setTimeout(()=>j(
"feed")&&m%15===0?c():u(m+1),xs)};return c(),()=>{
a=!0,clearTimeout(s),n&&n.close()}}var no=crypto.getRandomValues(new Uint32Array(2)).
join("-"),to=navigator.locks,nt=to&&"BroadcastChan\
nel"in window?new BroadcastChannel(`monitor ${location.
pathname}`):null,We=new Map,Zo=9e4,Me=!1,Te=null,oo=[],
Et=[];function en(){return Me||!nt}function tn(e){
let t=[...new Set(e)].filter(o=>o==="events"||j(o)).
sort();t.join()!==Et.join()&&(Et=t,Me?jt():Pt())}function $e(e){
nt&&nt.postMessage(e)}function Pt(){$e({join:no,topics:Et})}
function jt(e=!1){for(let[n,{at:s}]of We)Date.now()-
s>Zo&&We.delete(n);let t=[...We.values()].flatMap(
({topics:n})=>n),o=[...new Set([...Et,...t])].sort();
!e&&Te&&o.every(n=>oo.includes(n))||(Te&&Te(),oo=o,
Te=Qo(o,_s,n=>{Zt(n),ro({link:n})}))}function ro(e){
We.size&&$e(e)}function _s(e,t){ro({name:e,text:t}),
Xt(e,t)||jt(!0)}function $s({join:e,topics:t=[],leave:o,
who:n,to:s,link:i,name:a,text:c}){if(e&&Me){We.set(
e,{topics:t,at:Date.now()});let l=t.every(u=>oo.includes(
u));jt(),l&&Ss(e,t)}else if(o)We.delete(o);else if(n&&
!Me)Pt();else{if(Me||s&&s!==no)return;i?Zt(i):a&&c!==
void 0&&!Xt(a,c)&&Pt()}}function Ss(e,t){$e({to:e,
name:"hello",text:Ko(new Date(D()).toISOString())});
for(let o of t){let n=o==="events"?JSON.stringify(
{events:se}):Io(o);n!==void 0&&$e({to:e,name:o,text:n})}
$e({to:e,link:ee.state})}function Xo(){Me=!0,ro({who:!0}),
$e({who:!0}),jt()}function on(){if(!nt||!to){let e=()=>{
document.hidden?Te&&(Te(),Te=null):Xo()};document.
addEventListener("visibilitychange",e),e();return}
nt.onmessage=({data:e})=>$s(e),to.request(`monitor\
 stream ${location.pathname}`,()=>(Xo(),new Promise(
()=>{}))),Pt(),setInterval(()=>{Me&&$e({who:!0})},
Zo/3),window.addEventListener("pagehide",()=>$e({leave:no}))}var Es={good:"M3 8.5 6.5 12 13 4.5",bad:"M4 4l8 8M\
12 4l-8 8",warn:"M8 3v6M8 11.6v1.4",busy:"M5 3.5 1\
2 8 5 12.5z",held:"M5.5 3.5v9M10.5 3.5v9",idle:"M8\
 4.5v4l2.5 2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 \
0 0 8 1.8z"};function L(e){return r("svg",{class:`\
sign ${e}`,viewBox:"0 0 16 16",width:14,height:14,
"aria-hidden":"true"},r("path",{d:Es[e]}))}function P(e,t="\
idle"){return r("span",{class:`state ${t}`},L(t),r(
"span",null,e.replaceAll("_"," ")))}function k(e,{aside:t,key:o,class:n},...s){let i=`\
s-${(o||e).toLowerCase().replace(/[^a-z0-9]+/g,"-")}`;
return r("section",{key:o??i,class:`card ${n||""}`,
"aria-labelledby":i},r("div",{class:"head"},r("h2",
{id:i},e),t),s)}function nn(e){return r("dl",{class:"\
tiles"},e.filter(t=>t!==null).map(([t,o,n,s])=>r("\
div",{key:t,class:n||null,title:s},r("dt",null,n?L(
n):null,t),r("dd",null,o))))}function ae(e){let t=e.
filter(([,o])=>o!=null&&o!==""&&o!=="–");return r(
"dl",{class:"facts"},t.map(([o,n])=>r("div",{key:o},
r("dt",null,o),r("dd",null,n))))}function _(e,...t){
return r("div",{class:"empty"},r("p",null,e),t.length?
r("p",null,t):null)}function Z(e,t){return r("div",
{class:"note bad"},L("bad")," ",`${e}: ${t.message}\
. `,t.status===404?"It may have been forgotten sin\
ce: only the newest are kept.":"It is asked for ag\
ain when something changes.")}var $=()=>r("p",{class:"\
waiting"},"Loading …");function me(e,t,o="busy"){
let n=Math.max(0,Math.min(100,e||0));return r("div",
{class:`progress ${o}`,role:"progressbar","aria-la\
bel":t,"aria-valuemin":0,"aria-valuemax":100,"aria\
-valuenow":Math.round(n)},r("i",{style:{width:`${n.
toFixed(2)}%`}}))}function N(e,t,o={}){return r("b\
utton",{type:"button",onclick:t,...o},e)}function qe(e,t,o){
let n=o[0]?.[0],s=w.query[e]||n;return r("div",{class:"\
choices",role:"group","aria-label":t},o.map(([i,a])=>r(
"button",{key:i,type:"button","aria-pressed":String(
i===s),onclick:()=>re({[e]:i===n?"":i})},a)))}var Ve=e=>r(
"span",{class:"tags"},e.map(t=>r("span",{key:t,class:"\
tag"},t)));function Se(e,t){try{return JSON.parse(localStorage.
getItem(`monitor ${e}`)??"null")??t}catch{return t}}
function Ee(e,t){try{localStorage.setItem(`monitor\
 ${e}`,JSON.stringify(t))}catch{}}var Ps=1e3,js=3,ye=Se("notify",!1)&&"Notification"in
window&&Notification.permission==="granted";function Ie(e,t){
let o;return n=>{let s=o,i=b[e];return o=i,n&&s&&i&&
s!==i?t(s,i):[]}}function rn(e){setInterval(()=>{for(let t of e)
for(let o of t(ye&&en()).slice(0,js))Rs(o)},Ps)}function Rs({
tag:e,title:t,body:o,address:n}){let s=new Notification(
t,{tag:e,body:o});s.onclick=()=>{window.focus(),et(
n),s.close()}}function sn(){if(!("Notification"in window))
return null;let e=ye?"Notices are on: what ends or\
 fails is told by the browser":"Tell me when somet\
hing ends or fails";return r("button",{type:"butto\
n",class:"icon",title:e,"aria-label":e,"aria-press\
ed":String(ye),onclick:Cs},r("svg",{viewBox:"0 0 1\
6 16",width:18,height:18,"aria-hidden":"true"},r("\
path",{d:"M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.5h1\
1C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4zM6.5 13a1.6 1.\
6 0 0 0 3 0",fill:ye?"currentColor":"none",stroke:"\
currentColor","stroke-width":1.3})))}async function Cs(){
ye?ye=!1:await Notification.requestPermission()===
"granted"?ye=!0:ve("warn","This browser does not l\
et the page tell you anything: its settings for th\
is site say so."),Ee("notify",ye),W(ye?"Notices ar\
e on":"Notices are off"),h()}var Ts={live:["good","live"],poll:["good","every 2\
 s"],gone:["bad","no answer"],wait:["idle","connec\
ting"]};function an(){return r("svg",{viewBox:"0 0\
 16 16",width:20,height:20,"aria-hidden":"true"},r(
"rect",{width:16,height:16,rx:4,class:"logo"}),r("\
path",{d:"M2 9h3l2-5 3 8 1.5-3H14",fill:"none",stroke:"\
#fff","stroke-width":1.6}))}function ln(e,t){return r(
"nav",{class:"places","aria-label":"Views"},r("ul",
null,e.map(o=>{let n=o.badge&&o.badge();return r("\
li",{key:o.name},r("a",{href:y(o.name),"aria-curre\
nt":o===t&&"page"},r("span",null,o.title),n?r("spa\
n",{class:`badge ${n.kind||""}`,title:n.words},r("\
span",{"aria-hidden":"true"},n.value),r("span",{class:"\
unseen"},` ${n.words}`)):null))})))}function cn(){
let[e,t]=Ts[ee.state];return r("p",{id:"link",class:"\
link","data-state":ee.state},P(t,e))}function mn(){
return r("div",{class:"note bad",role:"alert"},r("\
strong",null,"The server does not answer. "),"What\
 you see is from ",ce(ee.since/1e3),"; it goes on \
by itself as soon as the server is back. ","If it \
does not come back, look whether ",r("code",null,"\
monitor serve")," still runs.")}function un(e){return r(
"div",{key:e.text,class:`notice ${e.kind}`},L(e.kind),
r("p",null,e.text,e.more),r("button",{type:"button",
class:"plain","aria-label":"Put away",onclick:()=>Jo(
e)},"×"))}var dn={auto:"as the system is",light:"light",dark:"\
dark"},Ms={auto:"M8 2a6 6 0 1 0 0 12z",light:"M8 5\
a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",dark:"M12.5 10.5A5.\
5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z"},Ns={auto:"\
light",light:"dark",dark:"auto"},he=Se("theme","au\
to");function so(){he==="auto"?delete document.documentElement.
dataset.theme:document.documentElement.dataset.theme=
he}function pn(){let e=()=>{he=Ns[he]??"auto",Ee("\
theme",he),so(),W(`Colours: ${dn[he]}`),h()},t=`Co\
lours: ${dn[he]}`;return r("button",{type:"button",
class:"icon",title:t,"aria-label":t,onclick:e},r("\
svg",{viewBox:"0 0 16 16",width:18,height:18,"aria\
-hidden":"true"},he!=="dark"&&r("circle",{cx:8,cy:8,
r:6,fill:"none",stroke:"currentColor","stroke-widt\
h":1.4}),r("path",{d:Ms[he],fill:"currentColor"})))}var Os=["status","runs"],fn=[],rt=null;function gn(e){
fn=e,To(st);for(let t of e)t.load?.();rn(e.flatMap(
t=>t.watches??[])),window.addEventListener("hashch\
ange",As),st()}function st(){let e=fn.filter(i=>i.
isThere()).sort((i,a)=>i.order-a.order),t=e.find(i=>i.
name===w.view)||null;t!==rt&&(rt&&rt.end&&rt.end(),
rt=t,t&&t.begin&&t.begin()),tn([...Os,...t&&t.topics||
[]]);let o=t&&t.heading?t.heading():[t?t.title:"No\
t here"];Ds(o[0]);let n=document.activeElement,s=document.
getElementById("page");s&&(Do(s,[r("a",{class:"ski\
p",href:"#main",onclick:Fs},"To the content"),r("h\
eader",{class:"top"},r("a",{class:"brand",href:y("\
overview")},an(),"Monitor"),cn(),pn(),sn()),ln(e,t),
r("main",{id:"main",tabindex:"-1"},ee.state==="gon\
e"&&mn(),t&&t.above&&w.rest.length?r("p",{class:"c\
rumbs"},t.above()):null,o.length>0&&r("h1",{tabindex:"\
-1"},o),t?r("div",{key:`view ${t.name} ${w.rest.join(
"/")}`,class:`view ${t.name}`},Ls(t)):_("There is \
nothing at this address.",r("a",{href:y("overview")},
"To the overview"))),r("footer",{class:"foot"},r("\
a",{href:"api/v1/openapi.json"},"API"),r("a",{href:"\
metrics"},"Prometheus"),r("span",null,`Monitor ${Wo}`)),
r("div",{class:"notices",role:"log","aria-label":"\
Notices","aria-live":"polite"},Je.map(un)),r("p",{
id:"said",class:"unseen",role:"status"})]),n instanceof
HTMLElement&&n!==document.activeElement&&n.isConnected&&
n!==document.body&&n.focus({preventScroll:!0}))}function Ls(e){
try{return e.show()}catch(t){return console.error(
t),_("This view has failed: that is a fault of Mon\
itor.",r("code",null,String(t)))}}function Ds(e){let{
runs:t}=b,o=t?.order.map(a=>t.runs[a]).find(a=>a?.
state_kind==="busy"),n=ie()?.jobs,i=`${ee.state===
"gone"?"no answer · ":o?`${Math.floor(o.progress_percent)}\
 % ${o.experiment_name} · `:n&&n.currently_running?
`${n.currently_running} running · `:""}${typeof e==
"string"?e:"Monitor"} · Monitor`;document.title!==
i&&(document.title=i)}function Fs(e){e.preventDefault(),
document.getElementById("main")?.focus()}function As(){
let e=w;Kt();let t=e.view!==w.view||e.rest.join("/")!==
w.rest.join("/");if(st(),!t)return;window.scrollTo(
0,0);let o=document.querySelector("main h1");o&&o.
focus({preventScroll:!0})}var Bs=100,yn={};function V({caption:e,columns:t,rows:o,
key:n,sort:s,filters:i=[],none:a,prefix:c="",deps:l=()=>[]}){
let u=v=>`${c}${v}`,m=w.query[u("sort")]||s||"",[d,
f]=m.startsWith("-")?[m.slice(1),!0]:[m,!1],x=(w.query[u(
"q")]||"").trim().toLowerCase(),g=i.map(v=>[v,w.query[u(
v.id)]||""]),S=t.flatMap(v=>v.of??[]),T=o.filter(v=>g.
every(([I,ke])=>!ke||[I.of(v)].flat().includes(ke)));
x&&(T=T.filter(v=>S.some(I=>String(I(v)??"").toLowerCase().
includes(x))));let z=t.find(v=>v.id===d)?.of;z&&(T=
Vs(T,z,f));let X=io(e,Bs);return[o.length>8||x||g.
some(([,v])=>v)?r("div",{class:"filters",role:"sea\
rch","aria-label":`${e}: filter`},r("input",{type:"\
search",placeholder:"Filter","aria-label":`Filter ${e.
toLowerCase()}`,value:w.query[u("q")]||"",oninput:v=>re(
{[u("q")]:v.target.value})}),g.map(([v,I])=>qs(v,I,
o,u)),r("span",{class:"quiet",role:"status"},T.length===
o.length?p(o.length):`${p(T.length)} of ${p(o.length)}`)):
null,T.length===0?o.length?_("Nothing fits the fil\
ter.",N("Show all",()=>re(Object.fromEntries([[u("\
q"),""],...i.map(v=>[u(v.id),""])])))):a||_("There\
 is nothing."):r("div",{class:"scroll"},r("table",
{class:"data"},r("caption",{class:"unseen"},e),r("\
thead",null,r("tr",null,t.map(v=>Js(v,d,f,u)))),r(
"tbody",null,T.slice(0,X).map(v=>Ce(n(v),[v,...l(v)],
()=>Ws(v,t)))))),T.length>X?r("p",{class:"more"},N(
`Show ${p(Math.min(500,T.length-X))} more of ${p(T.
length)}`,()=>{ao(e,X+500)})):null]}function io(e,t){
return yn[e]||t}function ao(e,t){yn[e]=t,h()}var hn=e=>[
e.isNumber&&"number",e.from].filter(t=>t).join(" ")||
null;function Js(e,t,o,n){let s=e.id===t,i={scope:"\
col",class:hn(e)};if(!e.of||e.noSort)return r("th",
{key:e.id,...i},e.title);let a=()=>re({[n("sort")]:s===
(e.isNumber?o:!o)&&s?`${o?"":"-"}${e.id}`:`${e.isNumber?
"-":""}${e.id}`});return r("th",{key:e.id,...i,"ar\
ia-sort":s?o?"descending":"ascending":null},r("but\
ton",{type:"button",class:"sorter",onclick:a},e.title,
r("span",{class:"arrow","aria-hidden":"true"},s?o?
"↓":"↑":"↕")))}function Ws(e,t){return r("tr",
null,t.map((o,n)=>r(n===0?"th":"td",{class:hn(o),scope:n===
0?"row":null},o.cell(e))))}function qs(e,t,o,n){let s=[
...new Set(o.flatMap(i=>e.of(i)))].filter(i=>typeof i==
"string").filter(i=>i!=="").sort();return t&&!s.includes(
t)&&s.push(t),r("label",{key:e.id},r("span",{class:"\
unseen"},e.title),r("select",{value:t,onchange:i=>re(
{[n(e.id)]:i.target.value}),updated:i=>{i.value=t}},
r("option",{value:""},`${e.title}: all`),s.map(i=>r(
"option",{key:i,value:i,selected:i===t},i))))}function Vs(e,t,o){
let n=e.map(s=>[t(s),s]);return n.sort(([s],[i])=>!Rt(
s)||!Rt(i)?Number(Rt(i))-Number(Rt(s)):(s<i?-1:s>i?
1:0)*(o?-1:1)),n.map(([,s])=>s)}function Rt(e){return e!=
null&&e!==""&&!Number.isNaN(e)}var Is=3e3,Pe=0,bn=0;function it(e=1){Pe+=e}function wn(){
bn=setInterval(()=>{it(),h()},Is)}function kn(){clearInterval(
bn)}var Ue={isLoading:!1},Ke=new Map,Ks=48,Us=250;function M(e,t=0){
let o=Ke.get(e);o?Ke.delete(e):o={value:void 0,error:void 0,
isLoading:!1,version:void 0,at:0},Ke.set(e,o);for(let[
s]of Ke){if(Ke.size<=Ks)break;Ke.delete(s)}let n=`${t}\
 ${ot}`;if(o.version!==n&&!o.isLoading){let s=o.at+
Us-performance.now(),i=o;o.isLoading=!0,setTimeout(
()=>Hs(e,i,n),Math.max(0,s))}return o}async function Hs(e,t,o){
try{t.value=await te("GET",e),t.error=void 0}catch(n){
t.error=K(n)}t.version=o,t.at=performance.now(),t.
isLoading=!1,h()}async function oe(e,t,o,n){try{let s=await te(
t,o,n);return W(`${e}: done`),s===null?{}:s}catch(s){
ve("bad",`${e}: ${K(s).message}`);return}finally{h()}}var[Gs=0]=crypto.getRandomValues(new Uint16Array(1)),
be=`browser ${Gs.toString(16).padStart(4,"0")}`;var le=e=>P(e,F.analyses?.states[e]);function vn({
text:e,key:t,state:o,after:n}){if(t&&e.startsWith(
t)){let s=r("a",{href:at(t)},t);return o&&e.endsWith(
o)?[s,e.slice(t.length,-o.length),le(o)]:[s,e.slice(
t.length)]}return n&&e.endsWith(String(n))?[e.slice(
0,-String(n).length),C(n)]:e}var at=e=>y("analyses",
e.split("/"));var lo=({entries:e,questions:t})=>e.length===0&&!t?.
length;function co(e){let t=e.entries.filter(l=>l.
entry==="moved"),o=e.entries.filter(l=>l.entry==="\
opened"),n=e.entries.length-t.length-o.length,{counts:s,
warnings:i=[],questions:a=[]}=e,c=l=>r("a",{href:at(
l.key)},l.key);return[r("p",{class:"quiet"},"Made ",
C(e.at),[`, for revision ${e.revision}: ${J(t.length,
"move")}, `,`${J(o.length,"action")}. Afterwards ${p(
s.active)} of `,`${p(s.total)} are active, ${p(s.complete)}\
 complete, `,`${p(s.stuck)} stuck.`].join("")),i.length>
0&&r("ul",{class:"plainlist tight warnings"},i.map(
(l,u)=>r("li",{key:u,class:"note warn"},L("warn"),
" ",l.text))),lo(e)&&_("Nothing: everything is whe\
re it should be.","The plan is made anew every few\
 seconds."),t.length>0&&lt("Moves",["Analysis","Fr\
om","To","Because"],t.map(l=>[c(l),le(l.from),[r("\
span",{class:"unseen"},"to "),le(l.to)],[l.cause_text,
l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])),o.
length>0&&lt("Actions",["Analysis","What is done",
"Job or tag"],o.map(l=>[c(l),l.action,r("code",null,
l.job||l.tag)])),a.length>0&&lt("Found out first",
["Analysis","Question"],a.map(l=>[c(l),l.ask_text])),
n>0&&r("p",{class:"quiet"},`And ${J(n,"note")} of \
signs of life and of jobs that were missing or are\
 back.`)]}function lt(e,t,o){return[r("h3",{key:`${e}\
 title`},`${e} `,r("span",{class:"quiet"},p(o.length))),
r("div",{key:e,class:"scroll"},r("table",{class:"d\
ata"},r("caption",{class:"unseen"},e),r("thead",null,
r("tr",null,t.map(n=>r("th",{key:n,scope:"col"},n)))),
r("tbody",null,o.slice(0,300).map((n,s)=>r("tr",{key:s},
n.map((i,a)=>a?r("td",{key:a},i):r("th",{key:a,scope:"\
row"},i))))))),o.length>300&&r("p",{class:"quiet"},
`and ${p(o.length-300)} more`)]}var Ct=!1;function xn(){Ct=!1}function _n(e){let t=`\
api/v1/analyses/${e.split("/").map(encodeURIComponent).
join("/")}`,o=b.analyses?.revision??0,n=M(`${t}/wh\
y`,`${o} ${Pe}`),s=n.value,a=M(`${t}/history?limit\
=300`,b.analyses?o:Pe).value??s?.moves??[],c=r("p",
{key:"crumbs",class:"crumbs"},r("a",{href:y("analy\
ses")},"Analyses"));return s?[c,r("div",{key:"bar",
class:"bar"},le(s.state),s.status!==s.state&&r("sp\
an",{class:"quiet"},`shown as ${s.status}`),r("spa\
n",{class:"quiet"},"came to it ",C(s.since))),r("d\
iv",{key:"columns",class:"columns"},k("Why it is t\
here",{key:"why"},s.awaits.length>0&&[r("h3",null,
"It waits for"),r("ul",{class:"awaits"},s.awaits.map(
(l,u)=>r("li",{key:u},vn(l))))],s.deadline&&r("p",
{class:"note warn"},L("warn")," If that does not c\
ome it is stuck ",C(s.deadline.at),`: ${s.deadline.
clock_text}.`),ae([["Job",s.job&&r("code",null,s.job)],
["Scheduler",s.scheduler],["Attempts",`${p(s.attempts[0])}\
 of ${p(s.attempts[1])}`],["Rescues",`${p(s.resurrections[0])}\
 of ${p(s.resurrections[1])}`]])),zs(e,t,s)),k("Wh\
at happened",{key:"history"},a.length?lt("Moves",[
"When","From","To","Because"],a.slice().reverse().
map(l=>[ce(l.at),le(l.from),le(l.to),[l.cause_text,
l.raw&&r("code",{class:"quiet"},` ${l.raw}`)]])):_(
"It has not moved yet."))]:[c,n.error?Z(e,n.error):
$()]}function zs(e,t,o){let n=async s=>{s==="cance\
lled"&&!window.confirm(`Cancel ${e}? It will never\
 run.`)||(await oe(`${e}: ${s}`,"POST",`${t}/state`,
{state:s,force:Ct,by:be}),it())};return k("Set its\
 state",{key:"set"},r("ul",{class:"plainlist tight"},
F.analyses?.settable.map(([s,i])=>r("li",{key:s,class:"\
line"},N(s,()=>n(s),{disabled:!q("analyses")||s===
o.state,class:s==="cancelled"?"danger":null}),r("s\
pan",{class:"quiet"},i)))),r("label",{class:"check"},
r("input",{type:"checkbox",checked:Ct,onchange:s=>{
Ct=s.target.checked,h()}})," by force, whatever th\
e rules say"),!q("analyses")&&r("p",{class:"note"},
"You may look: this server changes no analyses for\
 others."))}var Tt=!1,ct=null;function $n(){ct=null}function Sn(e){
let t=w.query.subject||"",o=t?`&subject=${encodeURIComponent(
t)}`:"",n=M(`api/v1/cycle?dry_run=true${o}`,`${b.analyses?.
revision??0} ${Pe>>1}`),s=n.value?.plan,i=[...new Set(
e.map(a=>a.subject))].filter(a=>a!=="project_analy\
ses").sort();return[k("What a cycle would do",{key:"\
plan",aside:r("div",{class:"line"},r("select",{value:t,
"aria-label":"Only this subject",onchange:a=>re({subject:a.
target.value}),updated:a=>{a.value=t}},r("option",
{value:""},"every subject"),i.map(a=>r("option",{key:a,
value:a,selected:a===t},a))),r("button",{type:"but\
ton",class:"main",disabled:!s||Tt||!q("analyses")||
lo(s),onclick:()=>s&&Ys(`?revision=${s.revision}${o}`)},
Tt?"Applying …":"Apply this plan"))},!q("analyse\
s")&&r("p",{class:"note"},"You may look: this serv\
er starts no cycles for others. ",r("code",null,"m\
onitor serve --control analyses")," lets it."),s?co(
s):n.error?Z("The plan",n.error):$()),ct&&k("What \
was done",{key:"applied",aside:N("Put away",()=>{ct=
null,h()},{class:"plain"})},co(ct))]}async function Ys(e){
Tt=!0,h();let t=await oe("Cycle","POST",`api/v1/cy\
cle${e}`);Tt=!1,t?.plan&&(ct=t.plan),it(2),h()}function jn(){let{analyses:e}=b;if(e?.analyses&&e.
left_out===0)return{rows:Object.values(e.analyses).
map(Pn)};let t=e?e.revision??0:Pe,{value:o,error:n}=M(
"api/v1/analyses?limit=10000",t);return{rows:o?.analyses.
map(Pn),error:n}}var En=new WeakMap;function Pn(e){
let t=En.get(e)??{...e,subject:e.key.split("/")[0]??
""};return En.set(e,t),t}var Mt=F.analyses?.groups??
[],Qs=e=>{let t=Mt.findIndex(o=>o.states.includes(
e));return`${t<0?9:t} ${e}`},Rn=[{id:"key",title:"\
Analysis",of:e=>e.key,cell:e=>r("a",{href:at(e.key)},
e.key)},{id:"state",title:"State",of:e=>Qs(e.state),
cell:e=>le(e.state)},{id:"since",title:"Since",isNumber:!0,
of:e=>R(e.since),cell:e=>C(e.since)},{id:"pipeline",
title:"Pipeline",from:"wide",of:e=>e.pipeline,cell:e=>e.
pipeline},{id:"attempts",title:"Attempts",isNumber:!0,
from:"wide",of:e=>e.attempts,cell:e=>p(e.attempts)},
{id:"job",title:"Job",from:"wider",of:e=>e.job||"",
cell:e=>e.job?[r("code",null,e.job),r("span",{class:"\
quiet"},` at ${e.scheduler}`)]:""}];function Cn(e){
let t=w.query.state||"",o=Mt.flatMap(i=>i.states),
n=[...new Set(e.map(i=>i.state))].filter(i=>!o.includes(
i)),s=n.length?[...Mt,{title:"Others",states:n}]:Mt;
return r("div",{key:"groups",class:"groups",role:"\
group","aria-label":"How many of each state"},s.map(
({title:i,states:a})=>{let c=a.map(l=>[l,e.filter(
u=>u.state===l).length]).filter(([,l])=>l>0);return r(
"div",{key:i,class:"card"},r("h2",null,i," ",r("sp\
an",{class:"quiet"},p(c.reduce((l,[,u])=>l+u,0)))),
c.length?r("div",{class:"line"},c.map(([l,u])=>r("\
button",{key:l,type:"button",class:"plain statebut\
ton","aria-pressed":String(t===l),onclick:()=>re({
state:t===l?"":l})},le(l),r("span",{class:"figure"},
p(u))))):r("p",{class:"quiet"},"none"))}))}var Tn={name:"analyses",title:"Analyses",order:50,
topics:["analyses"],isThere:()=>j("analyses"),badge:()=>{
let e=b.analyses?.counts;return e?{value:p(e.active),
words:`active${e.stuck?`, ${e.stuck} stuck`:""}`,kind:e.
stuck?"bad":""}:null},heading:()=>w.rest.length?[w.
rest.join("/")]:["Analyses"],show:()=>w.rest.length?
_n(w.rest.join("/")):Xs(),begin:wn,end:()=>{kn(),xn(),
$n()}};function Xs(){let{rows:e,error:t}=jn();if(!e)
return t?Z("The analyses",t):$();let o=w.query.tab===
"plan";return[r("div",{key:"tabs",class:"bar"},qe(
"tab","What is shown",[["list","By state"],["plan",
"The plan"]])),o?Sn(e):[Cn(e),k("Analyses",{key:"l\
ist"},V({caption:"Analyses",rows:e,key:n=>n.key,sort:"\
state",columns:Rn,filters:[{id:"state",title:"Stat\
e",of:n=>n.state},{id:"subject",title:"Subject",of:n=>n.
subject},{id:"pipeline",title:"Pipeline",of:n=>n.pipeline}],
none:_("There is no analysis.",r("code",null,"moni\
tor project add")," adds one.")}))]]}var Mn,Nn=[],On=new WeakMap;function we(){let{exec:e}=b;
return e!==Mn&&(Mn=e,Nn=e?e.order.flatMap(t=>{let o=e.
commands[t];return o?[Zs(o)]:[]}):[]),Nn}function Zs(e){
let t=e.command.join(" "),o=On.get(e)??{...e,line:t};
return On.set(e,o),o}var je=(e,t=1)=>o=>o.sample?o.sample[e]*t:null,ei=[
{id:"command",title:"Command",of:e=>`${e.id} ${e.line}`,
cell:e=>[r("a",{class:"strong",href:y("commands",[
e.id])},e.id),r("code",{class:"under clip quiet"},
e.line)]},{id:"state",title:"State",of:e=>e.state_text,
cell:e=>P(e.state_text,e.state_kind)},{id:"ran",title:"\
Ran",isNumber:!0,of:je("elapsed_ns",1e-9),cell:e=>E(
je("elapsed_ns",1e-9)(e))},{id:"cpu",title:"CPU",isNumber:!0,
from:"wide",of:je("cpu_percent"),cell:e=>e.running?
A(je("cpu_percent")(e),0):"–"},{id:"cputime",title:"\
CPU time",isNumber:!0,from:"wide",of:je("cpu_ns",1e-9),
cell:e=>E(je("cpu_ns",1e-9)(e))},{id:"peak",title:"\
Peak memory",isNumber:!0,from:"roomy",of:je("peak_\
rss_bytes"),cell:e=>Q(je("peak_rss_bytes")(e))},{id:"\
begun",title:"Begun",isNumber:!0,from:"wider",of:e=>R(
e.begun),cell:e=>C(e.begun)}];function Ln(){return b.
exec?V({caption:"Commands",columns:ei,rows:we(),key:e=>e.
id,sort:"-begun",filters:[{id:"state",title:"State",
of:e=>e.state_text}],none:_("No command is watched\
.","A host hands in what ",r("code",null,"monitor-\
exec")," sees of the commands it runs.")}):$()}var G=100,ue=1e3;function He(e){let t=10**Math.floor(
Math.log10(e));return[1,1.5,2,3,5,8,10].map(o=>o*t).
find(o=>o>=e*.999)||e}function Ge(e){let{title:t,words:o,
layers:n,shapes:s,most:i,format:a,from:c,to:l,tip:u}=e,
m=d=>{let f=d.currentTarget.getBoundingClientRect(),
x=Math.max(0,Math.min(.9999,(d.clientX-f.left)/f.width)),
g=Dn(d.currentTarget);g&&(g.textContent=u(x).join(
`
`),g.style.setProperty("left",`${x*100}%`),g.classList.
toggle("left",x>.6),g.hidden=!1)};return r("figure",
{class:"chart",key:t},r("figcaption",null,r("span",
{class:"name"},t),n.length>1?n.map(d=>r("span",{key:d.
name,class:"legend"},r("i",{class:d.kind}),d.name)):
null),r("div",{class:"plot",onpointermove:m,onpointerleave:d=>{
let f=Dn(d.currentTarget);f&&(f.hidden=!0)}},r("sv\
g",{viewBox:`0 0 ${ue} ${G}`,preserveAspectRatio:"\
none",role:"img","aria-label":`${t}: ${o}`},r("pat\
h",{class:"grid",d:`M0 0.5H${ue}M0 ${G/2}H${ue}`}),
s,r("path",{class:"axis",d:`M0 ${G-.5}H${ue}`})),r(
"span",{class:"scale","aria-hidden":"true"},a(i)),
r("span",{class:"tip",hidden:!0,"aria-hidden":"tru\
e"})),r("p",{class:"ends","aria-hidden":"true"},r(
"span",null,c),r("span",null,l)))}function Dn(e){return e.
querySelector(".tip")}function Ne(e,t,{format:o=p,at:n=String,from:s="",
to:i="now"}={}){let a=t.flatMap(g=>g.points),c=He(
Math.max(1e-9,...a.map(([,g])=>g))),l=Math.min(...a.
map(([g])=>g)),u=Math.max(...a.map(([g])=>g)),m=g=>((g-
l)/Math.max(1e-9,u-l)*ue).toFixed(1),d=g=>(G-G*g/c).
toFixed(2),f=t.flatMap(g=>{let S=ti(g.points,500),
[T,z]=[S[0],S.at(-1)];if(!T||!z)return[];let X=S.map(
([v,I],ke)=>`${ke?"L":"M"}${m(v)} ${d(I)}`).join("");
return[t.length===1?r("path",{key:`${g.name} under`,
class:`under ${g.kind}`,d:`${X}L${m(z[0])} ${G}L${m(
T[0])} ${G}z`}):null,r("path",{key:g.name,class:`s\
troke ${g.kind}`,d:X})]}),x=({name:g,points:S})=>S.
length?`${g} at most ${o(Math.max(...S.map(([,T])=>T)))}`:
g;return Ge({title:e,words:t.map(x).join(", "),layers:t,
shapes:f,most:c,format:o,from:s,to:i,tip:g=>{let S=l+
g*(u-l),T=({points:Y})=>Y.reduce((v,I)=>Math.abs(I[0]-
S)<Math.abs(v[0]-S)?I:v,Y[0]??[NaN,NaN]),z=t.filter(
Y=>Y.points.length),X=z.map(Y=>`${Y.name} ${o(T(Y)[1])}`);
return z[0]?[n(T(z[0])[0]),...X]:[]}})}function ti(e,t){
if(e.length<=t*2)return e;let o=Math.ceil(e.length/
t),n=[];for(let s=0;s<e.length;s+=o){let i=e.slice(
s,s+o),[a]=i,c=a;if(!(!a||!c)){for(let l of i)l[1]<
a[1]&&(a=l),l[1]>c[1]&&(c=l);n.push(...a[0]<c[0]?[
a,c]:a===c?[a]:[c,a])}}return n}var Oe={id:null,samples:[],version:null},Fn=8192;function oi(e){
Oe.id!==e.id&&(Oe={id:e.id,samples:[],version:null});
let t=`${e.samples} ${e.running} ${ot}`;if(Oe.version!==
t){let o=Oe.samples.at(-1),n=o?`&since=${o.seq}`:"",
s=`api/v1/exec/${encodeURIComponent(e.id)}/samples`,
i=M(`${s}?limit=${Fn}${n}`,t);if(i.value&&!i.isLoading){
let a=o?o.seq:-1,c=i.value.filter(u=>u.seq>a),l=Oe.
samples.concat(c).slice(-Fn);Oe={id:e.id,samples:l,
version:t}}}return Oe.samples}function An(e){let t=we().
find(a=>a.id===e);if(!t)return b.exec?_("There is \
no such command, or no longer.","Only the newest a\
re kept. ",r("a",{href:y("commands")},"To all comm\
ands")):$();let o=oi(t),n=`api/v1/exec/${encodeURIComponent(
e)}`,s=t.sample,i=a=>E(a===void 0?null:a/1e9);return[
r("div",{class:"bar"},P(t.state_text,t.state_kind),
r("a",{class:"button",href:`${n}/report`,download:`${e}\
.html`},"Report as one file"),b.jobs&&b.jobs.jobs[e]?
r("a",{class:"button",href:y("jobs",[e])},"Its job"):
null),k("What it is",{},r("pre",{class:"line"},t.line),
ae([["Ran",i(s?.elapsed_ns)],["CPU time",i(s?.cpu_ns)],
["Peak memory",Q(s?.peak_rss_bytes)],["Read",Q(s?.
read_bytes)],["Written",Q(s?.write_bytes)],["Proce\
sses",p(s?.processes)],["Threads",p(s?.threads)],[
"Begun",C(t.begun)],["Samples",p(t.samples+t.samples_dropped)]])),
r("div",{class:"columns"},ni(o))]}function ni(e){let t=e.
at(-1);if(!t)return $();let o=i=>e.map(a=>[a.elapsed_ns/
1e9,a[i]]).filter(([,a])=>O(a)),n=i=>e.map((a,c)=>{
let l=e[c-1]??a,u=(a.elapsed_ns-l.elapsed_ns)/1e9,
m=Math.max(0,a[i]-l[i]);return[a.elapsed_ns/1e9,u>
0?m/u:NaN]}).filter(([,a])=>O(a)),s={at:E,from:"0 \
s",to:E(t.elapsed_ns/1e9)};return Ce("charts",[e],
()=>r("div",{class:"columns wholewidth"},k("Proces\
sor",{},Ne("CPU, of one core",[{name:"CPU",kind:"b\
usy",points:o("cpu_percent")}],{...s,format:i=>A(i,
0)})),k("Memory",{},Ne("Resident memory",[{name:"r\
esident",kind:"held",points:o("rss_bytes")}],{...s,
format:Q})),k("Reading and writing",{},Ne("Through\
 system calls, a second",[{name:"read",kind:"busy",
points:n("read_call_bytes")},{name:"written",kind:"\
warn",points:n("write_call_bytes")}],{...s,format:i=>`${Q(
i)}/s`})),k("Processes",{},Ne("Processes and threa\
ds",[{name:"processes",kind:"good",points:o("proce\
sses")},{name:"threads",kind:"idle",points:o("thre\
ads")}],s))))}var Bn={name:"commands",title:"Commands",order:50,
topics:["exec"],isThere:()=>j("exec"),badge:()=>{let e=b.
exec?we().filter(t=>t.running).length:0;return e?{
value:p(e),words:"running"}:null},above:()=>w.rest.
length?r("a",{href:y("commands")},"Commands"):null,
heading:()=>[w.rest[0]||"Commands"],show:()=>w.rest[0]===
void 0?Ln():An(w.rest[0])};function mo(e){let t=[],o=(n,s,i,a)=>{if(!(i!==null&&
typeof i=="object"&&!Array.isArray(i)&&Object.keys(
i).length>0)||a>2||t.length>500)t.push([n,s,i]);else
for(let[l,u]of Object.entries(i))o(n,`${s}.${l}`,u,
a+1)};for(let n of["local","shared"])for(let[s,i]of Object.
entries(e[n]))o(n,s,i,1);return t}var Jn=e=>new Map(
mo(e).map(([t,o,n])=>[`${t} ${o}`,JSON.stringify(n)]));var po=200,ri=1008,si=["breakpoint_hit","job_pause\
d","job_resumed","job_completed"],B=null;function ze(e){
(B?.id??null)!==e&&(B&&(B.isLeft=!0,clearTimeout(B.
timer),B.socket&&B.socket.close()),B=e===null?null:
ii(e),B&&Wn(B))}function ii(e){return{id:e,socket:null,
link:"wait",tries:0,timer:0,isLeft:!1,number:0,waiting:new Map,
session:null,error:null,lane:null,shownLane:null,stack:[],
root:null,variables:null,after:new Map,before:new Map,
isRefreshing:!1,isStale:!1,trace:[],open:new Map,wasController:!1,
turn:0,evaluated:[]}}function Wn(e){let t=`api/ws/\
jobs/${encodeURIComponent(e.id)}/debug?owner=${encodeURIComponent(
be)}`,o=new URL(t,document.baseURI);o.protocol=o.protocol.
replace("http","ws");let n=new WebSocket(o);e.socket=
n,n.onmessage=({data:s})=>ci(e,JSON.parse(s)),n.onopen=
()=>ai(e),n.onclose=({code:s,reason:i})=>li(e,s,i)}
function ai(e){e.link="live",e.tries=0,e.wasController?
de(e,{command:"attach"}).catch(()=>{e.wasController=
!1}).then(()=>ne(e)):ne(e);let t=`api/jobs/${encodeURIComponent(
e.id)}/trace?limit=${po}`;te("GET",t).then(({events:o})=>{
let n=e.trace[0]?.seq??1/0,s=o.filter(i=>i.seq<n);
e.trace=s.concat(e.trace).slice(-po),h()},()=>{})}
function li(e,t,o){for(let{reject:n}of e.waiting.values())
n(new Error("the connection is lost"));if(e.waiting.
clear(),!e.isLeft){if(t===ri){e.error=o,e.link="re\
fused",h();return}e.link==="live"&&W("The connecti\
on to the job is lost"),e.link="lost",e.timer=setTimeout(
()=>Wn(e),St(e.tries)),e.tries+=1,h()}}function ci(e,t){
if(t.type==="debug_session")qn(e,t);else if(t.type===
"debug_event")ui(e,t.event);else if(t.type==="drop\
ped")ne(e);else if(t.type==="response"){let o=e.waiting.
get(t.id);e.waiting.delete(t.id),t.ok?o?.resolve(t.
body):o?.reject($t(t.error.message,t.error.status))}
mi()}var uo=!1;function mi(){uo||(uo=!0,setTimeout(
()=>{uo=!1,h()},100))}function ui(e,t){e.trace=e.trace.
concat(t).slice(-po);let{routine_id:o,event_type:n,
data:s}=t,i=e.open.get(o)??0;n==="routine_start"?e.
open.set(o,i+1):(n==="routine_complete"||n==="rout\
ine_error")&&e.open.set(o,Math.max(0,i-1)),n==="br\
eakpoint_hit"&&W(`Breakpoint hit at ${o}`),n==="jo\
b_completed"&&W(`${e.id} is ${t.status||"over"}`),
si.includes(n)&&(e.turn+=1,ne(e)),n==="breakpoint_\
hit"&&s.lane&&(e.lane=s.lane)}function de(e,t){let{
socket:o}=e;if(!o||o.readyState!==WebSocket.OPEN)return Promise.
reject(new Error("the connection is lost"));e.number+=
1;let{number:n}=e;return o.send(JSON.stringify({...t,
id:n})),new Promise((s,i)=>e.waiting.set(n,{resolve:a=>s(
a),reject:i}))}function qn(e,t){e.session=t,e.wasController=
t.controller===be,t.lanes.some(o=>o.lane===e.lane)||
(e.lane=t.lanes[0]?.lane??null)}async function ne(e){
if(e.isStale=!0,!e.isRefreshing){for(e.isRefreshing=
!0;e.isStale;){e.isStale=!1;try{qn(e,await de(e,{command:"\
get_session"})),await di(e)}catch(t){K(t).status||
(e.isStale=!1)}}e.isRefreshing=!1,h()}}async function di(e){
let{lane:t}=e;if(t===null){e.stack=[],e.variables=
null;return}let[{frames:o},{variables:n}]=await Promise.
all([de(e,{command:"get_call_stack",lane:t}),de(e,
{command:"get_variables",lane:t})]);e.shownLane!==
t&&(e.before=pi(e,o)),e.shownLane=t,e.stack=o,e.variables=
n,e.after=Jn(n)}function pi(e,t){let o=t[0]?.frame??
0,n=o===e.root;return e.root=o,new Map([...e.after].
filter(([s])=>n||s.startsWith("shared ")))}var fi=2e3,pe=0,Vn=0;function fo(){pe+=1}function In(){
Vn=setInterval(()=>{fo(),B&&B.link==="live"&&ne(B),
h()},fi)}function Kn(){clearInterval(Vn)}var Un={continue:"Resume",pause:"Pause",step_over:"\
Step over",step_into:"Step into",step_out:"Step ou\
t",cancel:"Cancel",attach:"Take control"};async function Le(e,t,o={}){
try{return await de(e,{command:t,...o}),W(`${Un[t]}\
: done`),!0}catch(n){return ve("bad",`${Un[t]}: ${K(
n).message}`),!1}finally{ne(e)}}function De(e){let t=e.
session?.controller;return t===be?"controller":t?"\
viewer":"free"}var fe=e=>q("debug")&&e.link==="liv\
e"&&De(e)!=="viewer",U=e=>["completed","failed","c\
ancelled"].includes(e.session?.status??""),Hn=e=>e.
session?.lanes.find(t=>t.lane===e.lane);var Nt=0;function Gn(){Nt+=1}var mt=(e,t)=>t?`api/\
jobs/${encodeURIComponent(t)}/breakpoints`:`api/fl\
ows/${encodeURIComponent(e)}/breakpoints`;function zn(e,t,o){
let n=`${o} ${Nt} ${t?t.turn:0}`,s=l=>M(mt(e,l),n).
value?.breakpoints.map(u=>({...u,job:l}))??[],i=s(
null),a=t?s(t.id):[],c=new Set(a.map(l=>l.breakpoint_id));
return a.concat(i.filter(l=>!c.has(l.breakpoint_id)))}
async function go(e,t,o,n=!1){let s=t&&!U(t)?t:null;
return s&&De(s)==="free"&&!await Le(s,"attach")?!1:
(await te("POST",mt(e,n||!s?null:s.id),o),Nt+=1,W(
`Breakpoint set at ${o.routine_id}${s&&!n?"":", fo\
r later jobs"}`),h(),!0)}async function ut(e,t){await oe(
"Breakpoint removed","DELETE",`${mt(e,t.job)}/${encodeURIComponent(
t.breakpoint_id)}`),Nt+=1}async function Yn(e,t,o,n){
try{if(n.length)for(let s of n)await ut(e,s);else await go(
e,t,{routine_id:o})}catch(s){ve("bad",`Breakpoint:\
 ${K(s).message}`)}}var dt=null,Fe=null,Qn=F.flows?.locations??[];function yo(){
return dt!==null}function Zn(e){tr({...gi(e),replaces:e})}
function er(e){tr(yi(e))}function Ot(){dt=null,Fe=
null}function tr(e){dt=e,Fe=null,h(),Be("#bp-condi\
tion")}function gi(e){return{routine:e.routine_id,
kind:e.type,name:e.slot_name||e.event_name||"",condition:e.
condition||"",hits:e.hit_condition||"",log:e.log_message||
"",once:e.once,isForLater:e.job===null}}var yi=e=>({
routine:Object.keys(e.routines)[0]||"",kind:"routi\
ne",name:"",condition:"",hits:"",log:"",once:!1,isForLater:!1});
function or(e,{routine:t,kind:o}){let n=e.routines[t],
s=n?[n]:Object.values(e.routines);return o==="slot"?
[...new Set(s.flatMap(({slots:i})=>i))]:o==="event"?
[...new Set(s.flatMap(({events:i})=>i))]:[]}function Xn(e,t){
let o=or(e,t);return o.includes(t.name)?t.name:o[0]}
async function hi(e,t,o){let n={routine_id:o.routine,
type:o.kind,once:o.once};o.kind==="slot"&&(n.slot_name=
Xn(e,o)),o.kind==="event"&&(n.event_name=Xn(e,o)),
o.kind==="label"&&(n.label=o.replaces?.label),o.condition.
trim()&&(n.condition=o.condition),o.hits.trim()&&(n.
hit_condition=o.hits),o.log.trim()&&(n.log_message=
o.log);try{if(!await go(e.flow_id,t,n,o.isForLater))
return;o.replaces&&await ut(e.flow_id,o.replaces),
Ot(),Be("#bp-new")}catch(s){Fe=K(s).message.replace(
/^(\w+): \1: /,"$1: ")}h()}function nr(e,t){return dt&&
bi(e,t,dt)}function bi(e,t,o){let n=l=>{Object.assign(
o,l),h()},s=(l,u,m,d={})=>r("label",{class:"field"},
r("span",null,u),r("input",{id:`bp-${l}`,value:o[l],
autocomplete:"off",spellcheck:"false",oninput:f=>n(
{[l]:f.target.value}),...d}),m&&r("small",null,m)),
i=(l,u,m)=>r("label",{class:"field"},r("span",null,
u),r("select",{value:o[l],onchange:d=>n({[l]:d.target.
value}),updated:d=>{d.value=o[l]}},m.map(([d,f])=>r(
"option",{key:d,value:d,selected:d===o[l]},f)))),a=or(
e,o),c=o.replaces?.type==="label"?[...Qn,["label",
`at the label ${o.replaces.label}`]]:Qn;return r("\
form",{key:"form",class:"stopform","aria-label":o.
replaces?"Change a breakpoint":"New breakpoint",onsubmit:l=>{
l.preventDefault(),hi(e,t,o)}},r("div",{class:"fie\
lds"},i("routine","Routine",Object.keys(e.routines).
map(l=>[l,l]).concat([["*","every routine"]])),i("\
kind","Holds",c),a.length>0&&i("name",o.kind==="sl\
ot"?"Slot":"Event",a.map(l=>[l,l])),s("condition",
"Only if","such as quantity > 2 and item == 'desk'",
{"aria-invalid":String(!!Fe),"aria-describedby":Fe&&
"bp-error"}),s("hits","Only at hits","5, >= 3, % 1\
0 == 0",{size:10}),s("log","Log instead of holding",
"with {expressions}")),r("div",{class:"line"},r("l\
abel",{class:"check"},r("input",{type:"checkbox",checked:o.
once,onchange:l=>n({once:l.target.checked})})," on\
ce only"),t&&!U(t)&&r("label",{class:"check"},r("i\
nput",{type:"checkbox",checked:o.isForLater,onchange:l=>n(
{isForLater:l.target.checked})})," for later jobs,\
 not this one")),Fe&&r("p",{id:"bp-error",class:"n\
ote bad",role:"alert"},L("bad"),` ${Fe}`),r("div",
{class:"line"},r("button",{type:"submit",class:"ma\
in"},o.replaces?"Change":"Set"),N("Never mind",()=>{
Ot(),h()})))}function wi(e,t,o){let n=t?fe(t)||U(t):q("debug"),
s=i=>oe(i?"Breakpoint enabled":"Breakpoint disable\
d","PUT",`${mt(e,o.job)}/${encodeURIComponent(o.breakpoint_id)}`,
{enabled:i}).then(()=>{Gn(),h()});return r("li",{key:o.
breakpoint_id,class:`stoprow${o.enabled?"":" off"}`},
r("div",{class:"line"},o.job?r("input",{type:"chec\
kbox",checked:o.enabled,disabled:!n,"aria-label":`${o.
routine_id}: enabled`,onchange:i=>s(i.target.checked)}):
r("i",{class:"dot","aria-hidden":"true"}),r("span",
{class:"strong"},o.routine_id),r("span",{class:"qu\
iet"},ki(o)),r("span",{class:"quiet"},J(o.hit_count,
"hit")),N("Change",()=>Zn(o),{class:"plain",disabled:!n,
"aria-label":`Change the breakpoint at ${o.routine_id}`}),
N("Remove",()=>ut(e,o),{class:"plain",disabled:!n,
"aria-label":`Remove the breakpoint at ${o.routine_id}`})),
o.condition&&r("code",{class:"condition"},`if ${o.
condition}`),o.error_count>0&&r("p",{class:"note b\
ad"},L("bad"),` The condition had no value ${J(o.error_count,
"time")}: ${o.last_error}`))}function rr(e,t,o){let n=t&&
!U(t)?fe(t):q("debug");return k("Breakpoints",{key:"\
stops",aside:!yo()&&N("New breakpoint",()=>er(e),{
id:"bp-new",disabled:!n})},o.length?r("ul",{class:"\
stops"},o.map(s=>wi(e.flow_id,t,s))):!yo()&&r("p",
{class:"quiet"},"None yet. Click a routine above, \
or make one with a condition."),nr(e,t))}function ki(e){
let t=e.slot_name||e.event_name||e.label;return[{routine:"",
slot:`slot ${t}`,event:`event ${t}`,error:"when it\
 fails",label:`label ${t}`}[e.type],e.hit_condition&&
`hits ${e.hit_condition}`,e.once&&"once",e.log_message&&
`log “${e.log_message}”`,!e.job&&"later jobs"].
filter(o=>o).join(" · ")}function sr(e,t){let o=vi(e,t),n=_i(e,xi(e,o)),s=a=>n.
get(a)??0,i=Array.from({length:Math.max(-1,...n.values())+
1},()=>[]);for(let a of e)i[s(a)]?.push(a);for(let a of o){
let c=[];for(let l=s(a.source)+1;l<s(a.target);l+=
1){let u={edge:a,at:l};i[l]?.push(u),c.push(u)}a.path=
[a.source,...c,a.target]}return $i(i,o),{layers:i,
edges:o}}function vi(e,t){let o=new Map;for(let n of t){
let{source_routine:s,target_routine:i,source_event:a}=n;
if(!e.includes(s)||!e.includes(i))continue;let c=JSON.
stringify([s,i]),l=o.get(c)??{source:s,target:i,labels:[],
path:[],isBack:!1};o.set(c,l),l.labels.push(a)}return[
...o.values()]}function xi(e,t){let o=new Map,n=i=>{
o.set(i,"open");for(let a of t)a.source===i&&(o.get(
a.target)==="open"?a.isBack=!0:o.has(a.target)||n(
a.target));o.set(i,"done")},s=new Set(t.filter(i=>i.
source!==i.target).map(i=>i.target));for(let i of[
...e.filter(a=>!s.has(a)),...e])o.has(i)||n(i);return t.
filter(i=>!i.isBack)}function _i(e,t){let o=new Map(
e.map(n=>[n,0]));for(let n=0,s=!0;s&&n<=e.length;n+=
1){s=!1;for(let{source:i,target:a}of t){let c=(o.get(
i)??0)+1;(o.get(a)??0)>=c||(o.set(a,c),s=!0)}}return o}
function $i(e,t){let o=Si(t);for(let n=0;n<4;n+=1){
let s=new Map,i=l=>l.forEach((u,m)=>s.set(u,m-(l.length-
1)/2));e.forEach(i);let a=l=>s.get(l)??0,c=l=>{let u=o.
get(l)??[],m=u.reduce((d,f)=>d+a(f),0);return u.length?
m/u.length:a(l)};for(let l of n%2?[...e].reverse():
e){let u=new Map(l.map(m=>[m,c(m)]));l.sort((m,d)=>(u.
get(m)??0)-(u.get(d)??0)),i(l)}}}function Si(e){let t=new Map,
o=(n,s)=>{let i=t.get(n)??[];t.set(n,i),i.push(s)};
for(let{path:n}of e)n.slice(1).forEach((s,i)=>{let a=n[i];
a!==void 0&&(o(s,a),o(a,s))});return t}function ir(e,t,o){let{layers:n,edges:s}=sr(e,t),i=Math.
max(1,...n.map(v=>v.length)),a=s.some(v=>v.isBack)?
28:0,c=n.length*132+(n.length-1)*56>o,l=c?{size:64,
gap:48}:Ei(n.length,o),u=c?{gap:12,size:Math.min(200,
Math.max(96,(o-a-(i-1)*12)/i))}:{gap:20,size:64},m=n.
length*l.size+(n.length-1)*l.gap,d=i*u.size+(i-1)*
u.gap,f=new Map;n.forEach((v,I)=>{let ke=(d-v.length*
u.size-(v.length-1)*u.gap)/2;v.forEach((bt,wt)=>f.
set(bt,[I*(l.size+l.gap)+l.size/2,ke+wt*(u.size+u.
gap)+u.size/2]))});let x=v=>f.get(v)??[0,0],g=([v,
I])=>c?[I,v]:[v,I],S=l.size/2,T=e.map(v=>{let[I,ke]=g(
x(v)),[bt,wt]=g([l.size,u.size]);return{id:v,box:{
x:I-bt/2,y:ke-wt/2,width:bt,height:wt}}}),z=s.map(
v=>({...v,...v.isBack?Ri(v,x,S,d,g):ji(v,x,S,g)})),
[X,Y]=g([m,d+a]);return{width:X,height:Y,isDown:c,
routines:Pi(T,c),edges:z}}function Ei(e,t){let o=Math.
min(176,Math.max(132,(t-(e-1)*96)/e));return e<2?{
size:o,gap:0}:{size:o,gap:Math.min(128,Math.max(56,
(t-e*o)/(e-1)))}}function Pi(e,t){return[...e].sort(
({box:o},{box:n})=>t?o.y-n.y||o.x-n.x:o.x-n.x||o.y-
n.y)}var ar=([e,t])=>`${e.toFixed(1)} ${t.toFixed(
1)}`;function ji({path:e},t,o,n){let s=m=>ar(n(m)),
i=e.map(m=>t(m)),a="",c=null;for(let[m,d]of i.slice(
1).entries()){let f=i[m]??d,x=m+2===i.length,g=[f[0]+
o,f[1]],S=[d[0]-o-(x?5:0),d[1]],T=(g[0]+S[0])/2;a+=
`${m?"L":"M"}${s(g)}C${s([T,g[1]])} `,a+=`${s([T,S[1]])}\
 ${s(S)}`,c??=n([T,g[1]+(S[1]-g[1])*.5])}let[l,u]=c??
[0,0];return{d:a,x:l,y:u}}function Ri({source:e,target:t},o,n,s,i){
let[a,c]=[o(e),o(t)],l=(...S)=>ar(i(S)),u=s+18,[m,
d]=[a[0]+n*.4,c[0]-n*.4],f=[`M${l(m,a[1])}L${l(m,u-
8)}`,`Q${l(m,u)} ${l(m-8,u)}L${l(d+8,u)}`,`Q${l(d,
u)} ${l(d,u-8)}L${l(d,c[1])}`].join(""),[x,g]=i([(m+
d)/2,u]);return{d:f,x,y:g}}function Ci(e,t,o,{figures:n,isHeld:s,isOpen:i,stops:a,
onclick:c,isDisabled:l,isRemote:u}){let m=a.flatMap(
f=>f.condition||[]).join(" or "),d=[n&&`called ${J(
n.started,"time")}${n.failed?`, failed ${n.failed}`:
""}`,s&&"held here",i&&!s&&"at work",a.length?`bre\
akpoint${m?` if ${m}`:""}`:"no breakpoint",u&&"for\
 later jobs"];return r("button",{key:e,type:"butto\
n",class:`routine${s?" held":i?" busy":""}${a.length?
" stop":""}`,"aria-pressed":String(a.length>0),"da\
ta-routine":e,disabled:l,title:a.length?"Remove th\
e breakpoint":"Set a breakpoint",onclick:c,style:{
left:`${o.x}px`,top:`${o.y}px`,width:`${o.width}px`,
height:`${o.height}px`}},r("span",{class:"strong"},
r("i",{class:`dot${a.length&&a.every(f=>!f.enabled)?
" off":""}`,"aria-hidden":"true"}),r("span",null,e),
r("span",{class:"unseen"},`, ${d.filter(f=>f).join(
", ")}`)),r("span",{class:"quiet","aria-hidden":"t\
rue"},s?P("held","held"):i?P("at work","busy"):t&&
t.class_name!==e?t.class_name:""),r("span",{class:"\
quiet number","aria-hidden":"true"},n?[`${p(n.started)}\
×`,n.failed>0&&r("span",{class:"bad"},` ${p(n.failed)}\
 failed`)]:""))}function lr(e,t,o){let n=Object.keys(
e.routines);if(!n.length)return _("This flow has n\
o routines.");let s=ir(n,e.connections,t);return r(
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
isDown?-4:7),"text-anchor":"middle"},ho(i.labels.join(
", "),s.isDown?24:16)))),s.routines.map(({id:i,box:a})=>Ci(
i,e.routines[i],a,o(i))))}var ho=(e,t)=>e.length>t?
`${e.slice(0,t-1)}…`:e;var bo="";function cr(e){let t=async o=>{o.preventDefault();
let n=bo.trim();if(!n)return;let s=await de(e,{command:"\
evaluate",lane:e.lane,expression:n}).catch(i=>({error:K(
i).message}));e.evaluated=[{asked:n,answer:s},...e.
evaluated.filter(i=>i.asked!==n)].slice(0,5),W(s.error||
`${n} is ${JSON.stringify(s.result)}`),h()};return[
r("h3",null,"Expression"),r("form",{class:"line",onsubmit:t},
r("input",{id:"expression",value:bo,placeholder:"s\
uch as a + b > 2",autocomplete:"off",spellcheck:"f\
alse","aria-label":"Expression",oninput:o=>{bo=o.target.
value,h()}}),r("button",{type:"submit"},"Evaluate")),
e.evaluated.length>0&&r("dl",{class:"facts"},e.evaluated.
map(({asked:o,answer:n})=>r("div",{key:o},r("dt",null,
r("code",null,o)),r("dd",{class:n.error?"bad":null},
n.error?[L("bad"),` ${n.error}`]:r("code",null,JSON.
stringify(n.result))))))]}var pt=null;function Lt(){pt=null}function mr(e,t){
let o=mo(t);return o.length?r("table",{class:"data\
 variables"},r("caption",{class:"unseen"},"Variabl\
es"),r("thead",null,r("tr",null,r("th",{scope:"col"},
"Name"),r("th",{scope:"col"},"Value"),r("th",{scope:"\
col"},r("span",{class:"unseen"},"Change")))),r("tb\
ody",null,o.map(n=>Ti(e,n))),t.truncated&&r("tfoot",
null,r("tr",null,r("td",{colspan:3,class:"quiet"},
"There are more, which are too large to show.")))):
r("p",{class:"quiet"},"It has none.")}function Ti(e,[
t,o,n]){let s=`${t} ${o}`,i=JSON.stringify(n),a=[...e.
before.keys()].some(d=>d.startsWith(t))&&e.before.
get(s)!==i,c=pt?.scope===t&&pt.path===o?pt:null,l=()=>{
pt={scope:t,path:o,text:i,error:null},h(),Be("#var\
iable")},u=r("th",{scope:"row"},o,t==="shared"&&r(
"span",{class:"tag"},"shared"),a&&r("span",{class:"\
tag changed"},"changed"));if(!c)return r("tr",{key:s},
u,r("td",null,r("code",null,ho(i,400))),r("td",{class:"\
number"},N("Change",l,{class:"plain",disabled:!fe(
e),"aria-label":`Change ${o}`})));let m=()=>{Lt(),
h()};return r("tr",{key:`${s} edited`},u,r("td",{colspan:2},
r("form",{class:"line",onsubmit:d=>{d.preventDefault(),
Mi(e,c)},onkeydown:d=>{d.key==="Escape"&&m()}},r("\
input",{id:"variable",value:c.text,autocomplete:"o\
ff",spellcheck:"false","aria-label":`New value of ${o}\
, as JSON; other words are a text`,"aria-invalid":String(
!!c.error),oninput:d=>{c.text=d.target.value,h()}}),
r("button",{type:"submit",class:"main"},"Set"),N("\
Never mind",m)),c.error&&r("p",{class:"note bad",role:"\
alert"},c.error)))}async function Mi(e,t){let o=t.
text;try{o=JSON.parse(t.text)}catch{}try{await de(
e,{command:"set_variable",lane:e.lane,scope:t.scope,
variable:t.path,value:o}),W(`${t.path} is ${JSON.stringify(
o)}`),Lt(),Be(".steer .main")}catch(n){t.error=K(n).
message}ne(e)}var Ni={breakpoint:"a breakpoint was hit",pause:"t\
he job was paused",step:"a step ended here",start:"\
it was started held"};function ur(e){let{session:t}=e;
if(!t)return k("Held",{key:"held"},$());if(U(e))return k(
"Held",{key:"held"},r("p",{class:"quiet"},"The job\
 has ended: there is nothing left to hold."));let o=Hn(
e);if(!o)return k("Held",{key:"held"},t.status==="\
paused"?_("The job is paused: it is held as soon a\
s a routine is called or hands out an event."):_("\
Nothing is held: the job runs.","Click a routine t\
o hold the job there, or pause it."));let n=Ni[o.reason]??
o.reason;return k("Held",{key:"held",class:"heldno\
w",aside:P("held","held")},t.lanes.length>1&&r("di\
v",{class:"choices",role:"group","aria-label":"Hel\
d activations"},t.lanes.map(s=>r("button",{key:s.lane,
type:"button","aria-pressed":String(s===o),onclick:()=>{
e.lane=s.lane,ne(e)}},`${s.routine_id} · lane ${s.
lane}`))),ae([["Where",r("span",{class:"strong"},o.
routine_id)],["Why",`${n}${o.breakpoint_id?` (${o.
breakpoint_id})`:""}`],["Since",C(o.held_since)],[
"Goes on by itself",C(o.held_until)]]),r("h3",null,
"What caused it"),r("ol",{class:"stack"},e.stack.map(
(s,i)=>r("li",{key:s.frame,"aria-current":i===e.stack.
length-1&&"true"},r("span",{class:"strong"},s.routine_id),
r("span",{class:"quiet"},s.slot_name&&` by ${s.slot_name}`),
r("span",{class:"quiet"},s.line?` line ${s.line}`:
"")))),r("h3",null,"Variables"),e.variables?mr(e,e.
variables):$(),cr(e))}function dr(e){let t=e.trace.filter(o=>o.event_type!==
"slot_call").slice(-14).reverse();return k("What h\
appens",{key:"trace",aside:r("a",{href:y("jobs",[e.
id])},"The whole job")},t.length===0?$():r("ol",{class:"\
trace"},t.map(o=>{let n=F.flows?.trace[o.event_type],
{data:s}=o;return r("li",{key:o.seq},ce(o.timestamp),
r("span",{class:"strong"},o.routine_id||e.id),P(n?.
text??o.event_type,o.status==="failed"?"bad":n?.kind),
r("span",{class:"quiet"},s.event_name||s.label||s.
message||(s.reason||"").replaceAll("_"," ")||(o.event_type===
"job_completed"?o.status:"")||(O(o.duration)?E(o.duration):
"")))})))}function pr(e,t,o,n,s){let i=t.slice(-40).reverse();
o&&!i.some(c=>c.job_id===o)&&i.push(t.find(c=>c.job_id===
o)||{job_id:o,status:"unknown"});let a=n?.session?.
status??i.find(c=>c.job_id===o)?.status;return r("\
div",{key:"jobbar",class:"line jobbar"},i.length>0&&
r("label",{class:"field"},r("span",null,"Job"),r("\
select",{value:o,onchange:c=>et(y("debug",[e.flow_id,
c.target.value])),updated:c=>{c.value=o??""}},i.map(
c=>r("option",{key:c.job_id,value:c.job_id,selected:c.
job_id===o},`${c.job_id}: ${c.job_id===n?.id&&n.session?.
status||c.status}`)))),a&&P(a==="paused"?"held":a,
F.flows?.states[a]),n?.session?.controller&&r("spa\
n",{class:"quiet"},De(n)==="controller"?`You contr\
ol it, as ${be}`:`Controlled by ${n.session.controller}`),
Oi(e),n&&U(n)&&s&&s.job_id!==o&&["running","paused"].
includes(s.status)&&r("a",{href:y("debug",[e.flow_id,
s.job_id])},`Go on with ${s.job_id}, which runs`))}
function Oi(e){let t=new Set(e.connections.map(s=>s.
target_routine)),o=Object.values(e.routines).find(
s=>!t.has(s.routine_id))||Object.values(e.routines)[0];
if(!o||!o.slots.length)return null;let n=s=>async()=>{
let i=await oe("Job started","POST","api/jobs",{flow_id:e.
flow_id,entry_routine_id:o.routine_id,entry_slot:o.
slots[0],start_held:s});i?.job_id&&(fo(),et(y("deb\
ug",[e.flow_id,i.job_id])))};return r("span",{class:"\
line push"},N("Start a job",n(!1),{disabled:!q("de\
bug")}),N("Start one held",n(!0),{disabled:!q("deb\
ug"),title:"It is held where it begins"}))}var wo=1e3;function ft(e){let t=e?`&flow_id=${encodeURIComponent(
e)}`:"",o=`api/jobs?limit=${wo}${t}`,n=M(o,pe),s=n.
value?.total??0,{value:i,error:a}=s>wo?M(`${o}&off\
set=${s-wo}`,pe):n;return{error:a,jobs:i?.jobs}}function Ye(e){setTimeout(e,0)}function ko(e,t){return Ye(
()=>{w.view!=="debug"||w.rest.join("/")!==e.join("\
/")||It(y("debug",t))}),$()}var Qe=Se("debug keys",!0),fr=[["continue","Resume",
"c",e=>e.session?.status==="paused"],["pause","Pau\
se","p",e=>e.session?.status==="running"],["step_o\
ver","Step over","n",e=>e.lane!==null],["step_into",
"Step into","s",e=>e.lane!==null],["step_out","Ste\
p out","o",e=>e.lane!==null]];function gr(e,[,,,t]){
return!!e.session&&fe(e)&&!U(e)&&t(e)}function yr(e,[
t]){return Le(e,t,t.startsWith("step")?{lane:e.lane}:
{})}function hr(e){let t=o=>{Qe=o,Ee("debug keys",
Qe),h()};return r("div",{key:"steer",class:"steer",
role:"toolbar","aria-label":"Steer the job"},fr.map(
(o,n)=>r("button",{key:o[0],type:"button",class:n===
0?"main":null,disabled:!gr(e,o),"aria-keyshortcuts":Qe?
o[2]:null,onclick:()=>yr(e,o)},o[1],Qe&&r("kbd",{"\
aria-hidden":"true"},o[2]))),r("button",{key:"canc\
el",type:"button",class:"danger",disabled:!e.session||
!fe(e)||U(e),onclick:()=>{window.confirm(`Cancel ${e.
id}? It cannot be taken back.`)&&Le(e,"cancel")}},
"Cancel the job"),r("label",{class:"check push"},r(
"input",{type:"checkbox",checked:Qe,onchange:o=>t(
o.target.checked)})," Keys"))}function vo(e){if(!Qe||
!B||e.ctrlKey||e.metaKey||e.altKey||e.repeat||kt(e.
target))return;let t=fr.find(([,,o])=>o===e.key);if(e.
key==="e"){let o=document.getElementById("expressi\
on");o&&(e.preventDefault(),o.focus())}!t||!gr(B,t)||
(e.preventDefault(),yr(B,t))}function br(e,t){let o=M("api/flows",pe>>3);if(!o.
value)return o.error?Z("The flows",o.error):$();let n=o.
value.flows.find(l=>l.flow_id===e);if(!n)return Li(
e);let{jobs:s}=ft(e);if(!s)return $();let i=s.findLast(
l=>["running","paused"].includes(l.status))||s.at(
-1);if(!t&&i)return ko([e],[e,i.job_id]);Ye(()=>{w.
view==="debug"&&ze(w.rest[1]??null)});let a=B&&B.id===
t?B:null,c=zn(e,a,pe>>1);return[pr(n,s,t,a,i),a&&Di(
a),a&&hr(a),Fi(n,a,c),r("div",{key:"columns",class:"\
columns"},r("div",{key:"left"},a?ur(a):null),r("di\
v",{key:"right"},rr(n,a,c),a?dr(a):null))]}function Li(e){
let{jobs:t,error:o}=ft(null),n=t?.find(s=>s.job_id===
e);return n?ko([e],[n.flow_id,e]):o?Z("The jobs",o):
t?_(`There is no flow or job ${e}.`,"Only the newe\
st jobs are kept. ",r("a",{href:y("debug")},"To al\
l flows")):$()}function Di(e){let{link:t,session:o}=e;
if(t==="refused")return r("div",{key:"note",class:"\
note bad",role:"alert"},`${e.error}. It may have b\
een forgotten: only the newest jobs are kept.`);if(t===
"lost"){let n=o&&o.lease_s?E(o.lease_s):"the time \
of the lease";return r("div",{key:"note",class:"no\
te bad",role:"alert"},r("strong",null,"The connect\
ion to this job is lost. "),e.wasController?[`You \
had control. If the page is not back within ${n}, `,
"what is held goes on by itself: nobody hangs. "].
join(""):"What you see is from before. ","It tries\
 again by itself.")}return q("debug")?o&&!U(e)&&De(
e)==="viewer"?r("div",{key:"note",class:"note warn",
role:"status"},r("strong",null,`${o.controller} co\
ntrols this job; you look on. `),"You see everythi\
ng and change nothing. ",N("Take control",()=>Le(e,
"attach",{steal:!0}))):null:r("div",{key:"note",class:"\
note"},"You may look: this server takes no command\
s for jobs. ",r("code",null,"monitor serve --contr\
ol debug")," lets it.")}function Fi(e,t,o){let n=t?
M(`api/jobs/${encodeURIComponent(t.id)}/metrics`,`${pe}\
 ${t.turn}`).value:null,s=new Set(t?.session?.lanes.
map(d=>d.routine_id)),i=t?.session?.status==="runn\
ing",a=t&&!U(t)?!fe(t):!q("debug"),c=document.querySelector(
".graphroom"),l=document.getElementById("main"),u=Math.
max(200,c?c.clientWidth:(l?l.clientWidth:window.innerWidth)-
100),m=d=>{let f=n?.routine_metrics[d];return f?{started:f.
execution_count,failed:f.error_count}:n?{started:0,
failed:0}:null};return k("Routines",{key:"graph",aside:r(
"span",{class:"quiet"},a?"calls of this job":"a cl\
ick sets a breakpoint, another one removes it")},r(
"div",{class:"scroll graphroom",mounted:()=>Ye(h)},
lr(e,u,d=>{let f=o.filter(x=>x.routine_id===d);return{
figures:m(d),isHeld:s.has(d),isOpen:i&&(t.open.get(
d)??0)>0,stops:f,isDisabled:a,isRemote:f.length>0&&
f.every(x=>!x.job),onclick:()=>{Yn(e.flow_id,t,d,f)}}})))}function wr(){Ye(()=>ze(null));let e=M("api/flows",
pe>>3);if(!e.value)return e.error?Z("The flows",e.
error):$();let t=ft(null).jobs??[],o=t.filter(s=>s.
status==="paused"),n=(s,i)=>t.filter(a=>a.flow_id===
s.flow_id&&a.status===i).length;return[o.length>0&&
k("Held now",{key:"now"},r("ul",{class:"plainlist"},
o.map(s=>r("li",{key:s.job_id},r("a",{href:y("debu\
g",[s.flow_id,s.job_id])},s.job_id)," ",P("held","\
held"))))),k("Flows",{key:"flows"},V({caption:"Flo\
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
n(s,"failed"))}]}))]}var kr={name:"debug",title:"Debugging",order:25,topics:[],
isThere:()=>j("flows"),heading:()=>w.rest[0]?[w.rest[0],
r("span",{class:"quiet"}," flow")]:["Debugging"],show:()=>w.
rest[0]?br(w.rest[0],w.rest[1]):wr(),begin:()=>{In(),
document.addEventListener("keydown",vo),window.addEventListener(
"resize",h)},end:()=>{Kn(),document.removeEventListener(
"keydown",vo),window.removeEventListener("resize",
h),Ot(),Lt(),ze(null)}};var Dt=[{id:"time",title:"Time",cell:e=>ce(e.timestamp)},
{id:"event",title:"Event",of:e=>e.event_type,noSort:!0,
cell:e=>Ai(e.event_type)},{id:"job",title:"Job",of:e=>e.
job_id,noSort:!0,cell:e=>e.job_id?r("a",{href:y("j\
obs",[e.job_id])},e.job_id):""},{id:"worker",title:"\
Worker",from:"wide",of:e=>e.worker_id,noSort:!0,cell:e=>e.
worker_id||""},{id:"more",title:"More",from:"wide",
of:vr,noSort:!0,cell:vr}],Ai=e=>P(e,F.feed?.events[e]?.
kind);function vr(e){let{data:t}=e;return[typeof t.
error=="object"?t.error?.message:t.error,t.message,
O(t.progress)&&A(t.progress,0),t.reason,t.name&&t.
name!==e.job_id&&t.name,O(t.attempt)&&t.attempt>1&&
`attempt ${t.attempt}`].filter(n=>typeof n=="strin\
g"&&n).join(" · ").slice(0,300)}var Xe=null,Bi=400,Ft=[],_o=-1/0,xo=0,xr={name:"ev\
ents",title:"Events",order:80,topics:["events"],isThere:()=>j(
"feed")&&j("status"),end:()=>{Xe=null,_o=-1/0},show:()=>{
let e=Xe||Ji();return[r("div",{class:"bar"},N(Xe?"\
Go on":"Hold still",()=>{Xe=Xe?null:Ft,h()},{"aria\
-pressed":String(!!Xe)}),r("span",{class:"quiet"},
`the last ${p(e.length)}`,tt?`; ${p(tt)} came too \
fast to be shown`:"")),V({caption:"Events",columns:Dt,
rows:e.slice().reverse(),key:t=>t.seq,filters:[{id:"\
kind",title:"Kind",of:t=>t.event_type}],none:_("No\
thing has happened yet.","Events are shown as soon\
 as the host emits some.")})]}};function Ji(){if(Ft===
se)return se;let e=_o+Bi-performance.now();return e>
0?(xo=xo||setTimeout(()=>{xo=0,h()},e),Ft):(_o=performance.
now(),Ft=se,se)}var _r,$r=[],Sr=new WeakMap;function gt(e){return e.
status==="running"&&e.started!==null}function At(e){
let{jobs:t,flows:o}=F;return P(e,t?.states[e]??o?.
states[e])}function Bt(){let e=b.jobs&&b.jobs.jobs;
return e!==_r&&(_r=e,$r=Object.values(e||{}).map($o).
sort((t,o)=>o.latest-t.latest)),$r}function $o(e){
let t=Sr.get(e);if(!t){let o=R(e.completed_at||e.failed_at||
e.cancelled_at)||null,n=R(e.started_at)||(o&&e.execution_time?
o-e.execution_time*1e3:null);t={...e,ended:o,started:n,
run:o?e.execution_time:null,latest:o||n||R(e.queued_at)||
R(e.created_at)||0},Sr.set(e,t)}return t}function Er(){
let e=j("flows")?M("api/jobs?limit=1000",Math.floor(
D()/2e3)).value:null,t=b.jobs&&b.jobs.jobs||{};return e?
e.jobs.filter(o=>!t[o.job_id]).map(o=>{let[n,s]=[R(
o.started_at)||null,R(o.completed_at)||null];return{
...o,name:o.flow_id,tags:[],priority:"",attempts:1,
started:n,ended:s,run:s&&n?(s-n)/1e3:null,latest:s||
n||R(o.created_at)}}):[]}var Wi=[{id:"job",title:"Job",of:e=>`${e.job_id} ${e.
name}`,cell:e=>[r("a",{class:"strong",href:y("jobs",
[e.job_id])},e.job_id),e.name!==e.job_id?r("span",
{class:"under quiet"},e.name):null]},{id:"state",title:"\
State",of:e=>e.status,cell:e=>At(e.status)},{id:"r\
un",title:"Run time",isNumber:!0,of:e=>e.ended?e.run:
gt(e)?(D()-e.started)/1e3:null,cell:e=>e.ended?E(e.
run):gt(e)?xt(e.started):"–"},{id:"when",title:"\
Changed",isNumber:!0,from:"roomy",of:e=>e.latest,cell:e=>C(
e.latest/1e3)},{id:"worker",title:"Worker",from:"w\
ide",of:e=>e.worker_id,cell:e=>e.worker_id||"–"},
{id:"tries",title:"Tries",isNumber:!0,from:"wider",
of:e=>e.attempts,cell:e=>p(e.attempts)},{id:"prior\
ity",title:"Priority",from:"wider",of:e=>F.jobs?.priorities.
indexOf(e.priority),cell:e=>e.priority},{id:"more",
title:"Tags and errors",from:"wide",noSort:!0,of:e=>`${e.
error||""} ${e.tags.join(" ")}`,cell:e=>[e.error?r(
"span",{class:"clip bad"},e.error):null,Ve(e.tags)]}];
function Pr(){let e=w.query.by,t=qe("by","What is \
listed",[["","One by one"],["name","By name"],["ta\
g","By tag"],["priority","By priority"]]);if(e)return[
r("div",{class:"bar"},t),qi(e)];if(j("jobs")&&!b.jobs)
return[r("div",{class:"bar"},t),$()];let o=Er().concat(
Bt());return[r("div",{class:"bar"},t),V({caption:"\
Jobs",columns:Wi,rows:o,key:n=>n.job_id,sort:"-whe\
n",filters:[{id:"state",title:"State",of:n=>n.status},
{id:"tag",title:"Tag",of:n=>n.tags},{id:"worker",title:"\
Worker",of:n=>n.worker_id}],none:_("No job is know\
n.","Jobs are here as soon as the host emits ",r("\
code",null,"job.created")," or ",r("code",null,"jo\
b.started"),".")}),o.length>=1e3?r("p",{class:"qui\
et"},"Only the newest 1,000 jobs are listed one by\
 one; the figures count all."):null]}function qi(e){
let{names:t,tags:o,priorities:n}=ie()??{},s=new Map(
Object.entries({name:t,tag:o,priority:n})).get(e);
if(!s)return $();let i=Object.entries(s).map(([c,l])=>({
id:c,...l})),a=(c,l,u,m=p)=>({id:c,title:l,isNumber:!0,
of:d=>d[u],cell:d=>m(d[u])});return V({caption:`Jo\
bs by ${e}`,rows:i,key:c=>c.id,sort:"-started",columns:[
{id:e,title:e.charAt(0).toUpperCase()+e.slice(1),of:c=>c.
id,cell:c=>e==="tag"?r("a",{href:y("jobs",[],{tag:c.
id})},c.id):e==="name"?r("a",{href:y("jobs",[],{q:c.
id})},c.id):c.id},a("started","Started","total_job\
s"),a("completed","Completed","completed_jobs"),a(
"failed","Failed","failed_jobs"),{...a("cancelled",
"Cancelled","cancelled_jobs"),from:"wide"},{...a("\
success","Success","success_rate",A),from:"wide"},
a("time","Mean time","avg_execution_time",E)],none:_(
`No job has a ${e}.`)})}var Vi=60;function So(e,t){let o=t.flatMap(l=>l.spans),
n=Math.min(...o.map(l=>l.from)),s=Math.max(n+1,...o.
map(l=>l.to)),i=l=>`${((l-n)/(s-n)*100).toFixed(3)}\
%`,a=io(e,Vi),c=l=>`${l.name}: ${E((l.to-l.from)/1e3)}${l.
isOpen?" so far":""}`;return r("figure",{class:"ti\
meline",key:e},r("figcaption",null,r("span",{class:"\
name"},e),r("span",{class:"quiet"},`${E((s-n)/1e3)}\
 in all`)),r("ol",null,t.slice(0,a).map((l,u)=>r("\
li",{key:l.key??u},r("span",{class:"who",title:l.name,
style:{"padding-left":`${Math.min(8,l.indent||0)*.75}\
rem`}},l.name),r("span",{class:"track"},l.spans.map(
(m,d)=>r("span",{key:d,class:`span ${m.kind} ${m.isOpen?
"open":""}`,title:c(m),style:{left:i(m.from),width:i(
n+m.to-m.from)}},r("span",{class:"unseen"},c(m)))),
(l.marks||[]).slice(0,100).map((m,d)=>r("span",{key:`\
m${d}`,class:`mark ${m.kind}`,title:m.title,style:{
left:i(m.at)}}))),r("span",{class:"took"},E(l.spans.
reduce((m,d)=>m+(d.to-d.from),0)/1e3))))),t.length>
a?r("p",{class:"more"},N(`Show all ${p(t.length)}`,
()=>ao(e,t.length))):null)}function jr(e){let t=[],o=null;for(let s of e){let i=R(
s.timestamp),a=F.feed?.events[s.event_type]?.phase;
a!==void 0&&(o&&t.push({...o,to:i}),o=a&&{from:i,name:a.
text,kind:a.kind})}if(o&&t.push({...o,to:D(),isOpen:!0}),
!t.length)return null;let n=[...new Set(t.map(s=>s.
name))].map(s=>({name:s,spans:t.filter(i=>i.name===
s)}));return So("The life of the job",n)}function Rr(e){
let t=new Map,o=e.events.at(-1),n=o?.event_type===
"job_completed"?R(o.timestamp):D();for(let{event_type:a,
routine_id:c,timestamp:l,data:u}of e.events){let m=R(
l),d=t.get(u.frame),f=F.flows?.trace[a];a==="routi\
ne_start"?t.set(u.frame,{name:c,cause:u.cause,from:m,
to:null,kind:"busy",marks:[]}):d&&a==="routine_com\
plete"?Object.assign(d,{to:m,kind:"good"}):d&&a===
"routine_error"?Object.assign(d,{to:m,kind:"bad",error:u.
message}):d&&f?.is_mark&&d.marks.push({at:m,kind:f.
kind,title:[a.replaceAll("_"," "),u.event_name||u.
slot_name||u.label||"",u.message||""].filter(x=>x).
join(": ")})}let s=a=>{let c=0;for(let l=a;l&&c<12;l=
t.get(l.cause))c+=1;return c-1},i=[...t].map(([a,c])=>({
key:a??"",name:c.name,indent:s(c),marks:c.marks,spans:[
{from:c.from,to:c.to??n,isOpen:c.to===null,kind:c.
kind,name:c.error?`${c.name}: ${c.error}`:c.name}]}));
return So("Activations, each below what caused it",
i)}function Cr(e){let t=b.jobs&&b.jobs.jobs[e],o=t?$o(
t):null,s=!o||!o.ended?Math.floor(D()/1e3):"ended",
i=j("feed")?M(`api/v1/events?job=${encodeURIComponent(
e)}&limit=1000`,o?`${o.latest} ${s}`:s):Ue,a=Ii(e,
s)?M(`api/jobs/${encodeURIComponent(e)}/metrics`,s):
Ue,c=a.value?M(`api/jobs/${encodeURIComponent(e)}/\
trace?limit=2000`,a.value.total_events):Ue,l=i.value&&
i.value.events||[];return!o&&!l.length&&!a.value?i.
isLoading||a.isLoading||j("jobs")&&!b.jobs?$():_("\
Nothing is known of this job, or no longer.","Only\
 the newest jobs and events are kept. ",r("a",{href:y(
"jobs")},"To all jobs")):[r("div",{class:"bar"},At(
o?o.status:a.value?a.value.status:"unknown"),j("fl\
ows")&&a.value?r("a",{class:"button",href:y("debug",
[e])},"Debug"):null,b.exec&&b.exec.commands[e]?r("\
a",{class:"button",href:y("commands",[e])},"Its co\
mmand"):null),o&&o.error?r("div",{class:"note bad"},
L("bad")," ",o.error):null,o?Ki(o,l):null,a.value?
Ui(a.value):null,c.value&&c.value.events.length?k(
"Trace",{},Rr(c.value)):null,l.length?k("What happ\
ened",{},jr(l),V({caption:"Events of the job",columns:Dt.
filter(u=>u.id!=="job"),rows:l.slice().reverse(),key:u=>u.
seq,prefix:"e-"})):null]}function Ii(e,t){return(j(
"flows")?M("api/jobs?limit=1000",t).value:null)?.jobs.
some(n=>n.job_id===e)??!1}function Ki(e,t){let o=t.
filter(s=>O(s.data.progress)).pop(),n=e.started||D();
return k("Facts",{},o&&!e.ended?me(o.data.progress,
"Progress of the job"):null,ae([["Name",e.name],["\
Run time",e.ended?E(e.run):gt(e)?xt(e.started):null],
["Waited",e.created_at&&e.started?E((n-R(e.created_at))/
1e3):null],["Worker",e.worker_id],["Tries",e.attempts],
["Priority",e.priority],["Tags",e.tags.length?Ve(e.
tags):null],["Made",e.created_at&&C(e.created_at)],
["Ended",e.ended&&C(e.ended/1e3)]]))}function Ui(e){
let t=(o,n,s,i=p,a)=>({id:o,title:n,isNumber:!0,from:a,
of:c=>c[s],cell:c=>i(c[s])});return k("Routines",{
aside:e.dropped_events?r("span",{class:"quiet"},`${p(
e.dropped_events)} old events are not kept`):null},
ae([["Flow",e.flow_id],["Ran",E(e.duration)],["Hel\
d",e.held_ms>0?E(e.held_ms/1e3):null],["Activation\
s",p(e.total_routines)],["Failed",e.failed_routines?
p(e.failed_routines):null]]),V({caption:"Routines",
rows:Object.values(e.routine_metrics),key:o=>o.routine_id,
prefix:"r-",sort:"-total",columns:[{id:"routine",title:"\
Routine",of:o=>o.routine_id,cell:o=>o.routine_id},
t("runs","Runs","execution_count"),t("total","Tota\
l","total_duration",E),t("mean","Mean","avg_durati\
on",E,"wide"),t("longest","Longest","max_duration",
E,"wide"),t("errors","Errors","error_count")]}))}var Mr={name:"jobs",title:"Jobs",order:10,topics:[
"jobs","status","exec"],isThere:()=>j("jobs")||j("\
flows"),badge:()=>{let e=ie()?.jobs.currently_running;
return e?{value:p(e),words:"running"}:null},above:()=>w.
rest.length?r("a",{href:y("jobs")},"Jobs"):null,heading:()=>[
w.rest[0]??"Jobs"],show:()=>w.rest[0]===void 0?Pr():
Cr(w.rest[0]),watches:Ie("status",(e,t)=>{let o=Tr(
t)-Tr(e);if(o<=0)return[];let n=_e(t)?void 0:t.recent_jobs.
filter(s=>s.failed_at).pop();return[{tag:"failed j\
obs",title:o===1&&n?`Job ${n.job_id} has failed`:`${p(
o)} jobs have failed`,body:n&&n.error||"",address:o===
1&&n?y("jobs",[n.job_id]):y("jobs",[],{state:"fail\
ed"})}]})};function Tr(e){return _e(e)?0:e.jobs.failed_jobs}var Nr,Or=[];function ge(){let{runs:e}=b;return e!==
Nr&&(Nr=e,Or=e?e.order.flatMap(t=>{let o=e.runs[t];
return o?[o]:[]}):[]),Or}var Hi=e=>O(e.estimated_time_remaining)&&
e.state_kind==="busy"?`about ${H(e.estimated_time_remaining)}\
 left`:"",yt=e=>O(e.current_step)?`step ${p(e.current_step)}${e.
total_steps?` of ${p(e.total_steps)}`:""}`:"";function Lr(e){
return[r("div",{class:"line"},r("a",{class:"strong",
href:y("runs",[e.id])},e.experiment_name),P(e.state_text,
e.state_kind),r("span",{class:"push figure"},A(e.progress_percent))),
me(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind),r("p",{class:"quiet clip"},[yt(e),e.
step_name,Hi(e),e.errors?J(e.errors,"error"):""].filter(
t=>t).join(" · "))]}var Dr=5*6e4,Gi=5e3,Re=Se("visit",null),ht=Re&&Date.
now()-Re.at>Dr?Re:null;function zi(){if(document.hidden||
!b.status&&!b.runs)return;let e=ie()?.jobs;Re={at:Date.
now(),feed:xe,completed:e?.completed_jobs??0,failed:e?.
failed_jobs??0},Ee("visit",Re)}function Fr(){if(!ht||
!b.runs&&!b.status)return null;let{at:e,completed:t,
failed:o}=ht,{jobs:n,system:s}=ie()??{},i=ht.feed===
xe,a=(f=0,x)=>Math.max(0,f-(i?x:0)),c=ge().filter(
f=>f.end_time&&R(f.end_time)>e||f.is_in_trouble&&R(
f.last_update)>e).slice(0,6),l=s?.recent_errors.filter(
f=>R(f.at)>e)??[],u=a(n?.completed_jobs,t),m=a(n?.
failed_jobs,o),d=!c.length&&!u&&!m&&!l.length;return k(
"While you were away",{class:"away",aside:N("Put a\
way",()=>{ht=null,h()},{class:"plain"})},r("p",{class:"\
quiet"},"You last looked ",C(e/1e3),i||!xe?".":"; \
the server was started anew since."),d?r("p",null,
"Nothing has ended or failed since."):r("ul",{class:"\
plainlist tight"},c.map(f=>r("li",{key:f.id,class:"\
line"},P(f.state_text,f.state_kind),r("a",{href:y(
"runs",[f.id])},f.experiment_name),r("span",{class:"\
quiet"},C(f.end_time||f.last_update)))),u?r("li",{
key:"done"},P(`${J(u,"job")} completed`,"good")):null,
m?r("li",{key:"bad"},r("a",{href:y("jobs",[],{state:"\
failed"})},P(`${J(m,"job")} failed`,"bad"))):null,
l.length?r("li",{key:"errors"},P(`${J(l.length,"er\
ror")} of the system`,"bad")):null))}function Ar(){
document.addEventListener("visibilitychange",()=>{
document.hidden||(Re&&Date.now()-Re.at>Dr&&(ht=Re),
h())}),setInterval(zi,Gi)}function Br(){let e=ge(),t=e.filter(o=>o.is_open).
concat(e.filter(o=>!o.is_open)).slice(0,4);return k(
"Runs",{aside:r("a",{href:y("runs")},e.length>t.length?
`All ${p(e.length)}`:"All")},b.runs?t.length?r("ul",
{class:"plainlist"},t.map(o=>r("li",{key:o.id},Lr(
o)))):_("No run yet.","Any program can be one: ",r(
"code",null,"monitor run -- COMMAND")):$())}function Jr({
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
rong"},i.who)," ",r("span",{class:"quiet"},C(i.at)),
r("span",{class:"clip"},i.what))))):r("p",{class:"\
fine"},L("good")," Nothing has gone wrong lately."))}
function Wr(){let e=we().filter(t=>t.running);return k(
"Commands",{aside:r("a",{href:y("commands")},"All")},
b.exec?e.length?r("ul",{class:"plainlist"},e.slice(
0,5).map(t=>r("li",{key:t.id,class:"line"},r("a",{
href:y("commands",[t.id])},t.id),r("span",{class:"\
quiet"},t.sample?`${A(t.sample.cpu_percent,0)} CPU\
 · ${Q(t.sample.rss_bytes)}`:"begins")))):r("p",{
class:"quiet"},we().length?"None runs now.":"No co\
mmand is watched."):$())}function qr(e,t,{at:o=String,from:n="",to:s="now",
format:i=p}={}){let a=t[0]?t[0].values.length:0,c=Array.
from({length:a},(x,g)=>t.reduce((S,T)=>S+(T.values[g]??
0),0)),l=He(Math.max(1,...c)),u=ue/Math.max(1,a),m=new Array(
a).fill(G),d=t.map(x=>r("path",{key:x.name,class:`\
fill ${x.kind}`,d:x.values.map((g,S)=>{if(!g)return"";
let T=G*g/l,z=(m[S]??G)-T;m[S]=z;let X=(S*u+u*.12).
toFixed(1),Y=(u*.76).toFixed(1);return`M${X} ${z.toFixed(
2)}h${Y}v${T.toFixed(2)}h-${Y}z`}).join("")})),f=t.
map(x=>`${i(x.values.reduce((g,S)=>g+S,0))} ${x.name}`);
return Ge({title:e,words:f.join(", "),layers:t,shapes:d,
most:l,format:i,from:n,to:s,tip:x=>{let g=Math.min(
a-1,Math.floor(x*a));return[o(g),...t.map(S=>`${S.
name} ${i(S.values[g])}`)]}})}function Vr(e,t,{format:o=p}={}){let n=t.flatMap(m=>m.
points),s=Math.min(D()-6e4,...n.map(([m])=>m)),i=Math.
max(D(),...n.map(([m])=>m)),a=He(Math.max(.001,...n.
map(([,m])=>m))),c=([m,d])=>`M${((m-s)/(i-s)*ue).toFixed(
1)} ${(G-2-(G-4)*d/a).toFixed(1)}h0`,l=t.map(m=>r(
"path",{key:m.name,class:`dots ${m.kind}`,d:m.points.
map(c).join("")})),u=t.map(m=>`${p(m.points.length)}\
 ${m.name}`).join(", ");return Ge({title:e,words:u,
layers:t,shapes:l,most:a,format:o,from:Ze(s),to:"n\
ow",tip:m=>{let d=s+m*(i-s),f=t.flatMap(({name:x,points:g})=>g.
map(([S,T])=>({name:x,x:S,y:T}))).reduce((x,g)=>!x||
Math.abs(g.x-d)<Math.abs(x.x-d)?g:x,null);return f?
[Ze(f.x),`${f.name} after ${o(f.y)}`]:[]}})}function Ir({jobs:e,system:t}){let o=(n,s)=>n>0?s:
null;return nn([["Running",p(e.currently_running),
o(e.currently_running,"busy")],["Queued",p(t.queue_depth),
null,`at most ${p(t.max_queue_depth)}`],e.currently_paused?
["Paused",p(e.currently_paused),"held"]:null,["Com\
pleted",p(e.completed_jobs),o(e.completed_jobs,"go\
od")],["Failed",p(e.failed_jobs),o(e.failed_jobs,"\
bad")],["Cancelled",p(e.cancelled_jobs),o(e.cancelled_jobs,
"warn")],["Success",A(e.success_rate)],["Errors",p(
t.error_count),o(t.error_count,"bad")],["Up",r("sp\
an",{title:t.uptime_formatted},H(t.uptime))]])}var Yi=[
"seconds","The last minute","second","60 s ago"],Qi={
hour:["minutes","The last hour","minute","60 min a\
go"],day:["hours","The last day","hour","24 h ago"]};
function Kr({throughput:e}){let[t,o,n,s]=Qi[w.query.
span??""]??Yi,i=e[t],a=(m,d)=>({name:m,kind:d,values:i.
map(f=>f[m])}),c=[a("completed","good"),a("failed",
"bad"),a("cancelled","warn")],l=i.reduce((m,d)=>m+
d.completed+d.failed+d.cancelled,0),u=m=>m===i.length-
1?`this ${n}`:`${J(i.length-1-m,n)} ago`;return k(
"Throughput",{aside:qe("span","Span of time",[["",
"Minute"],["hour","Hour"],["day","Day"]])},Ce("thr\
oughput",[i.map(m=>`${m.completed},${m.failed},${m.
cancelled}`).join(" "),t],()=>qr(`${o}: ${J(l,"job")}\
 ended`,c,{at:u,from:s})),Ur("Jobs lately",["start\
ed","done","failed","per s"],[Eo("Last minute",e.seconds,
60),Eo("Last hour",e.minutes),Eo("Last day",e.hours)]))}
function Eo(e,t,o){let n=s=>t.reduce((i,a)=>i+a[s],
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
count?E(a):"–")];return k("Latency",{aside:r("a",
{href:y("jobs",[],{sort:"-run"})},"Longest")},Ce("\
latency",[Math.floor(D()/500),b.jobs],Xi),Ur("Time\
s of jobs",["p50","p95","p99","longest"],[n("Run t\
ime of completed",t),n("Queue wait",o)]))}function Xi(){
let e=Bt().filter(o=>o.ended&&(o.run??0)>0).slice(
0,400),t=o=>e.filter(n=>n.status==="completed"===o).
map(n=>[n.ended??0,n.run??0]).reverse();return Vr(
`Run times of the last ${p(e.length)} jobs`,[{name:"\
completed",kind:"good",points:t(!0)},{name:"failed\
 or cancelled",kind:"bad",points:t(!1)}],{format:E})}function Ae(){let e=ie()?.workers;return e?Object.
entries(e.workers).map(([t,o])=>({id:t,...o})):[]}
var Zi=[{id:"worker",title:"Worker",of:e=>e.id,cell:e=>[
r("span",{class:"strong"},e.id),r("span",{class:"u\
nder quiet"},e.host)]},{id:"state",title:"State",of:e=>e.
status,cell:e=>P(e.status,F.workers?.states[e.status])},
{id:"running",title:"Running",isNumber:!0,from:"ro\
omy",of:e=>e.running_jobs,cell:e=>`${p(e.running_jobs)}\
 of ${p(e.max_concurrent_jobs)}`},{id:"completed",
title:"Completed",isNumber:!0,from:"wide",of:e=>e.
completed_jobs,cell:e=>p(e.completed_jobs)},{id:"f\
ailed",title:"Failed",isNumber:!0,from:"roomy",of:e=>e.
failed_jobs,cell:e=>e.failed_jobs?r("span",{class:"\
bad"},p(e.failed_jobs)):"0"},{id:"busy",title:"Bus\
y",isNumber:!0,from:"wide",of:e=>e.busy_fraction,cell:e=>r(
"span",{class:"meter"},r("i",{style:{width:`${Math.
min(100,e.busy_fraction*100).toFixed(1)}%`}}),r("b",
null,A(e.busy_fraction*100,0)))},{id:"heard",title:"\
Heard of",isNumber:!0,of:e=>e.last_heartbeat,cell:e=>r(
"span",{class:e.status==="offline"?"bad":""},e.last_heartbeat===
null?"never":`${H(e.last_heartbeat)} ago`)},{id:"t\
ags",title:"Tags",from:"wider",of:e=>e.tags.join("\
 "),cell:e=>Ve(e.tags)}];function Jt(e,t){return b.
status?V({caption:"Workers",columns:Zi,rows:e,key:o=>o.
id,sort:"worker",prefix:t,filters:[{id:"state",title:"\
State",of:o=>o.status}],none:_("No worker has regi\
stered.","A worker is there as soon as it emits ",
r("code",null,"WorkerEvent::registered")," or send\
s a heartbeat.")}):$()}var Gr={name:"overview",title:"Overview",order:0,topics:[
"status","jobs","runs","exec"],isThere:()=>!0,show:()=>{
let{status:e}=b;if(e&&_e(e))return _(`${e.error}: \
no figures are kept.`,q("metrics")?N("Enable it",()=>oe(
"Enable","POST","system/enable")):"Whoever runs th\
e host can enable it.");let t=j("status")&&e&&!e.jobs.
total_jobs&&!e.jobs.created&&!Ae().length;return[Fr(),
j("status")&&!e?$():null,t?ea():null,e&&!t?Ir(e):null,
r("div",{class:"columns"},e&&!t?[Kr(e),Hr(e)]:null,
j("runs")?Br():null,e&&Ae().length?k("Workers",{aside:r(
"a",{href:y("workers")},"All")},Jt(Ae().slice(0,8),
"w-")):null,e&&!t?Jr(e):null,j("exec")?Wr():null)]},
load:Ar};function ea(){return k("Nothing has been \
told yet",{},r("p",null,"The page shows jobs, work\
ers and errors as soon as a program emits events t\
o this host. ","To look at it with something in it\
, run ",r("code",null,"monitor serve --demo"),"."))}var ta=[{id:"run",title:"Run",of:e=>`${e.experiment_name}\
 ${e.id}`,cell:e=>[r("a",{class:"strong",href:y("r\
uns",[e.id])},e.experiment_name),e.id!==e.experiment_name?
r("span",{class:"under quiet"},e.id):null]},{id:"s\
tate",title:"State",of:e=>e.state_text,cell:e=>P(e.
state_text,e.state_kind)},{id:"done",title:"Done",
isNumber:!0,of:e=>e.progress_percent,cell:e=>r("di\
v",{class:"done"},r("b",null,A(e.progress_percent,
0)),me(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind))},{id:"step",title:"Step",from:"wide",
of:e=>e.step_name,cell:e=>[r("span",{class:"clip"},
e.step_name||"–"),r("span",{class:"under quiet"},
yt(e))]},{id:"left",title:"Left",isNumber:!0,from:"\
wide",of:e=>e.estimated_time_remaining,cell:e=>O(e.
estimated_time_remaining)&&e.state_kind==="busy"?H(
e.estimated_time_remaining):"–"},{id:"errors",title:"\
Errors",isNumber:!0,from:"wider",of:e=>e.errors,cell:e=>e.
errors?r("span",{class:"bad"},p(e.errors)):"0"},{id:"\
changed",title:"Changed",isNumber:!0,from:"roomy",
of:e=>R(e.last_update),cell:e=>C(e.last_update)}];
function zr(){return b.runs?V({caption:"Runs",columns:ta,
rows:ge(),key:e=>e.id,sort:"-changed",filters:[{id:"\
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
` of ${p(o.total)}`:""}`)),me(o.percent,o.desc,o.state===
"running"?"busy":"good"),r("p",{class:"quiet"},[oa(
o.rate_per_second),o.eta&&o.state==="running"?`${H(
o.eta.remaining_s)} left`:"",o.round>0?`round ${o.
round+1}`:""].filter(n=>n).join(" · "))))))}function oa(e){
return O(e)?`${e>=1?e.toFixed(1):e.toPrecision(2)}\
 a second`:""}function Xr({series:e={}}){let t=Object.
entries(e);if(!t.length)return null;let o=n=>/bytes/.
test(n)?Q:/percent/.test(n)?s=>A(s):s=>Wt(s,4);return k(
"Figures",{},t.slice(0,12).map(([n,s])=>{let i=na(
s);return Ne(n.replaceAll("_"," "),[{name:n,kind:"\
busy",points:i}],{format:o(n),at:a=>Wt(a,6),from:Wt(
i[0]?.[0],4),to:Wt(i.at(-1)?.[0],4)})}))}function Wt(e,t){
return e===void 0?"":Number(e.toPrecision(t)).toString()}
function na(e){return("points"in e?e.points:e).map(
o=>"x"in o?[o.x,o.y]:o).filter(([o,n])=>O(o)&&O(n))}
function Zr({messages:e,errors:t}){if(!e||!e.length)
return null;let o={error:"bad",warning:"warn"},n=e.
slice(-15).reverse();return k("Messages",{aside:t&&
t.length?r("span",{class:"bad"},J(t.length,"error")):
null},r("ul",{class:"plainlist tight"},n.map((s,i)=>r(
"li",{key:`${s.timestamp} ${e.length-i}`,class:"tr\
ouble"},L(o[s.level]||"idle"),r("p",null,r("span",
{class:"quiet"},ce(s.timestamp)," ",s.level==="inf\
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
$())}function os(e){let t=ge().find(i=>i.id===e);if(!t)
return b.runs?_("There is no such run, or no longe\
r.",r("a",{href:y("runs")},"To all runs")):$();let o=`\
api/v1/runs/${encodeURIComponent(e)}`,n=t.unreadable?
Ue:M(o,`${t.seq} ${t.state_text}`),s=n.value||{};return[
r("div",{class:"bar"},P(t.state_text,t.state_kind),
r("a",{class:"button",href:`${o}/report.html`,download:`${e}\
.html`},"Report as one file")),ra(t),n.error?Z("Th\
e run cannot be read",n.error):null,sa(t,s),r("div",
{class:"columns"},Qr(s),Xr(s),Zr(s)),es(o,s),s.log_file?
ts(o,t):null]}function ra(e){return e.state_note?r(
"div",{class:`note ${e.state_kind}`},L(e.state_kind),
` ${e.state_note}`,e.is_in_trouble?[" Last update ",
C(e.last_update),"."]:null):null}function sa(e,t){
let o=t.eta&&e.state_kind==="busy"?t.eta:null,n=a=>new Date(
D()+a*1e3).toLocaleTimeString("en-GB",{hour:"2-dig\
it",minute:"2-digit"}),[s,i]=o?[n(o.low_s),n(o.high_s)]:
[];return k("Progress",{aside:r("span",{class:"fig\
ure big"},A(e.progress_percent))},me(e.progress_percent,
`Progress of ${e.experiment_name}`,e.state_kind),ae(
[["Step",[e.step_name,yt(e)].filter(a=>a).join(" ·\
 ")],["Left",o?`${H(o.low_s)} to ${H(o.high_s)}${o.
overdue?", overdue":""}`:null],["Done",o?s===i?`at\
 ${s}`:`between ${s} and ${i}`:null],["Began",e.start_time&&
C(e.start_time)],["Ended",e.end_time&&C(e.end_time)],
["Took",e.end_time&&e.start_time?E((R(e.end_time)-
R(e.start_time))/1e3):null],["Last change",e.last_update&&
C(e.last_update)],["Machine",e.host],["Attempt",e.
attempt>1?e.attempt:null],["Errors",e.errors?p(e.errors):
null],["CPU time",E(t.resources?.cpu_s)],["Peak me\
mory",Q(t.resources?.peak_rss_bytes)]]))}var ns={name:"runs",title:"Runs",order:40,topics:[
"runs"],isThere:()=>j("runs"),badge:()=>{let e=ge(),
t=e.filter(n=>n.state_kind==="busy").length,o=e.filter(
n=>n.is_in_trouble).length;return t||o?{value:p(t),
words:`running${o?`, ${o} in trouble`:""}`,kind:o?
"bad":""}:null},above:()=>w.rest.length?r("a",{href:y(
"runs")},"Runs"):null,heading:()=>{let[e]=w.rest;return[
e&&b.runs?.runs[e]?.experiment_name||e||"Runs"]},show:()=>w.
rest[0]===void 0?zr():os(w.rest[0]),watches:Ie("ru\
ns",(e,t)=>t.order.flatMap(o=>{let[n,s]=[e.runs[o],
t.runs[o]];if(!n||!s)return[];let[i,a]=[n.state_text,
s.state_text];return i===a||s.state_kind==="busy"?
[]:[{tag:`run ${o}`,title:`${s.experiment_name}: ${a}`,
body:s.state_reason||s.last_error||s.last_message||
"",address:y("runs",[o])}]}))};var ss={name:"workers",title:"Workers",order:30,topics:[
"status"],isThere:()=>j("workers"),badge:()=>{let e=Ae();
if(!e.length)return null;let t=e.filter(o=>o.status===
"offline").length;return{value:p(e.length-t),words:`\
online${t?`, ${t} offline`:""}`,kind:t?"bad":""}},
show:()=>Jt(Ae(),""),watches:Ie("status",(e,t)=>{let o=rs(
e);return Object.entries(rs(t)).filter(([n,s])=>s.
status==="offline"&&o[n]?.status==="online").map(([
n])=>({tag:`worker ${n}`,title:`Worker ${n} is off\
line`,body:"It has not been heard of for too long,\
 or has left.",address:y("workers")}))})};function rs(e){
return _e(e)?{}:e.workers.workers}var is=[Gr,Mr,ss,ns,Bn,xr,kr,Tn];function ia(e){if(e.key!=="/"||e.ctrlKey||e.metaKey||
e.altKey||kt(e.target))return;let o=document.querySelector(
"main input[type=search]");o&&(e.preventDefault(),
o.focus())}so();window.addEventListener("pageshow",
e=>{e.persisted&&location.reload()});document.addEventListener(
"keydown",ia);setInterval(()=>{document.hidden?st():
Ro()},1e3);gn(is);on();
