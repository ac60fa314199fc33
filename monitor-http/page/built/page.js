var ai=/^(INPUT|TEXTAREA|SELECT)$/;function kt(e){
return e instanceof Element&&ai.test(e.tagName)}var li=new Intl.NumberFormat("en-GB"),O=e=>typeof e==
"number"&&Number.isFinite(e),p=e=>O(e)?li.format(e):
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
var C=e=>O(e)?e*1e3:Date.parse(String(e));var ci=Object.freeze({});function r(e,t,...o){return{
tag:e,props:t??ci,key:t?.key,children:vt(o,[]),node:null}}
function je(e,t,o){return{make:o,deps:t,key:e,inner:null,
node:null}}function vt(e,t){for(let o of e)mi(o)?vt(
o,t):o!==null&&typeof o=="object"?t.push(o):t.push(
{text:ui(o),node:null});return t}function mi(e){return Array.
isArray(e)}function ui(e){return e==null||typeof e==
"boolean"?"":String(e)}var Vt=new Intl.DateTimeFormat(void 0,{dateStyle:"\
medium",timeStyle:"medium"}),Po=0;function Ro(e){Po=
e-Date.now()}var D=()=>Date.now()+Po;function Ze(e){
let t=(D()-e)/1e3;return t<-1.5?`in ${H(-t)}`:t<1.5?
"now":`${H(t)} ago`}function j(e){let t=C(e);if(Number.
isNaN(t))return"–";let o=n=>{n.textContent=Ze(t)};
return r("time",{key:`t${t}`,class:"ago",datetime:new Date(
t).toISOString(),title:Vt.format(t),mounted:o})}function xt(e){
let t=o=>{o.textContent=E(Math.max(0,(D()-e)/1e3))};
return r("time",{key:`s${e}`,class:"since","data-a\
t":e,datetime:new Date(e).toISOString(),title:`sin\
ce ${Vt.format(e)}`,mounted:t})}function ce(e){let t=C(
e);if(Number.isNaN(t))return"–";let o=new Date(t),
i=o.toDateString()===new Date(D()).toDateString()?
o.toLocaleTimeString("en-GB"):`${o.toISOString().slice(
0,10)} ${o.toLocaleTimeString("en-GB")}`;return r(
"time",{datetime:o.toISOString(),title:Vt.format(t)},
i)}function Co(){for(let e of document.querySelectorAll(
"time.ago")){let t=Ze(Date.parse(e.dateTime));e.textContent!==
t&&(e.textContent=t)}for(let e of document.querySelectorAll(
"time.since"))e.textContent=E(Math.max(0,(D()-Number(
e.dataset.at))/1e3))}var Wt=!0,jo=()=>{};function To(e){jo=e}function h(){
Wt&&(Wt=!1,requestAnimationFrame(()=>{Wt=!0,jo()}))}
function Be(e){requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector(e)?.focus()))}var w=Mo();function Mo(){let[e="",t=""]=location.hash.
replace(/^#\/?/,"").split("?"),o=e.split("/").filter(
n=>n).map(n=>{try{return decodeURIComponent(n)}catch{
return n}});return{view:o[0]||"overview",rest:o.slice(
1),query:Object.fromEntries(new URLSearchParams(t))}}
function y(e,t=[],o={}){let n=Object.entries(o).filter(
([,s])=>s!=null&&s!==""),i=new URLSearchParams(n.map(
([s,a])=>[s,String(a)])).toString();return`#/${[e,
...t].map(encodeURIComponent).join("/")}${i?`?${i}`:
""}`}function et(e){location.hash=e}function re(e){
It(y(w.view,w.rest,{...w.query,...e}))}function It(e){
history.replaceState(null,"",e),Kt(),h()}function Kt(){
w=Mo()}var di="http://www.w3.org/2000/svg",No=new WeakMap,
Oo=new WeakMap;function Do(e,t){let o=vt([t],[]);Bo(
e,No.get(e)??[],o,!1),No.set(e,o)}function Fo(e,t){
return e.text!==void 0?e.node=document.createTextNode(
e.text):e.make?(e.inner=e.make(),e.node=Ut(e.inner,
t)):Ut(e,t)}function Ut(e,t){let{tag:o,props:n}=e,
i=t||o==="svg",s=i?document.createElementNS(di,o):
document.createElement(o);e.node=s;for(let a of e.
children)s.append(Fo(a,i));for(let[a,c]of Object.entries(
n))Gt(s,a,c,void 0);return n.mounted&&n.mounted(s),
s}function Ht(e,t){return e.tag===t.tag&&e.key===t.
key&&!!e.make==!!t.make}function Lo(e,t,o){if(e!==
t)if(t.text!==void 0){if(e.text===void 0)return;t.
node=e.node,t.node&&e.text!==t.text&&(t.node.data=
t.text)}else t.make?e.make&&pi(e,t,o):e.tag!==void 0&&
Ao(e,t,o)}function pi(e,t,o){let n=e.deps.length===
t.deps.length&&e.deps.every((i,s)=>i===t.deps[s]);
if(t.node=e.node,n){t.inner=e.inner;return}t.inner=
t.make(),e.inner&&Ht(e.inner,t.inner)?Ao(e.inner,t.
inner,o):e.node?.replaceWith(Ut(t.inner,o)),t.node=
t.inner.node}function Ao(e,t,o){let{node:n}=e;if(t.
node=n,e===t||!n)return;let i=e.props;for(let s of Object.
keys(i))s in t.props||Gt(n,s,void 0,i[s]);for(let[
s,a]of Object.entries(t.props))Gt(n,s,a,i[s]);Bo(n,
e.children,t.children,o||t.tag==="svg"),t.props.updated&&
t.props.updated(n)}function Bo(e,t,o,n){let i=(m,d)=>d&&
Ht(m,d);if(t.length===o.length&&t.every((m,d)=>i(m,
o[d]))){t.forEach((m,d)=>{let f=o[d];f&&Lo(m,f,n)});
return}let s=new Map,a=[];for(let m of t)m.key!==void 0?
s.set(m.key,m):a.push(m);let c=new Set(t),l=0;for(let m of o){
let d=m.key===void 0?a[l++]:s.get(m.key);d&&c.has(
d)&&Ht(d,m)?(c.delete(d),Lo(d,m,n)):Fo(m,n)}for(let m of c)
m.node?.remove();let u=e.firstChild;for(let{node:m}of o)
m&&m===u?u=u.nextSibling:m&&e.insertBefore(m,u)}function Gt(e,t,o,n){
if(!(o===n&&t!=="value")&&!(t==="key"||t==="mounte\
d"||t==="updated"))if(t.startsWith("on"))fi(e,t.slice(
2),o);else if(t==="style")gi(e,o,n);else if(t==="v\
alue"&&"value"in e){let i=o==null?"":String(o);e.value!==
i&&(e.value=i)}else t==="checked"&&"checked"in e?e.
checked=!!o:yi(e,t,o)}function fi(e,t,o){let n=Oo.
get(e)??{};Oo.set(e,n),t in n||e.addEventListener(
t,i=>{let s=n[t];typeof s=="function"&&s(i)}),n[t]=
o}function gi(e,t,o){if(e instanceof HTMLElement||
e instanceof SVGElement){for(let n of Object.keys(
o??{}))(!t||!(n in t))&&e.style.removeProperty(n);
for(let[n,i]of Object.entries(t??{}))(!o||o[n]!==i)&&
e.style.setProperty(n,i)}}function yi(e,t,o){o==null||
o===!1?e.removeAttribute(t):e.setAttribute(t,o===!0?
"":String(o))}var Je=[];function q(e){let t=document.getElementById(
"said");t&&(t.textContent=e)}function ve(e,t,o=null){
Je=Je.filter(n=>n.text!==t).slice(-3).concat({kind:e,
text:t,more:o}),h()}function Jo(e){Je=Je.filter(t=>t!==
e),h()}var{dataset:_t}=document.documentElement,hi=(_t.has||
"").split(" "),bi=(_t.may||"").split(" "),F=JSON.parse(
_t.vocabulary||"{}"),qo=String(_t.version),R=e=>hi.
includes(e),V=e=>bi.includes(e);function zt(e,t){if(!Vo(t))return t;let o=Vo(e)?{...e}:
{};for(let[n,i]of Object.entries(t))i===null?delete o[n]:
o[n]=zt(o[n],i);return o}function Vo(e){return typeof e==
"object"&&e!==null&&!Array.isArray(e)}var b={},Yt={},ie=[],tt=0,Qt=500,xe=null,ot=0;function se(){
return b.status&&!_e(b.status)?b.status:void 0}function _e(e){
return!!e.error}function Xt(e,t){let o=JSON.parse(
t),n=Yt[e];if(e==="hello")wi(o);else if(e==="event\
s")ki(o.events??[]);else if(e==="dropped")tt+=o.count??
0;else if(o.full!==void 0)Wo(e,o.full);else{if(n===
void 0||o.version===void 0)return!1;if(n===o.version-
1)Wo(e,zt(Uo(e),o.patch));else return n>=o.version}
return o.version!==void 0&&(Yt[e]=o.version),h(),!0}
function Io(e){let t=Uo(e);return t===void 0?void 0:
JSON.stringify({version:Yt[e],full:t})}function Ko(e){
return JSON.stringify({stream:xe,now:e})}function Uo(e){
return b[e]}function Wo(e,t){b[e]=t}function wi(e){
e.now&&Ro(Date.parse(e.now)),xe!==null&&xe!==e.stream&&
(ie=[],tt=0,ot+=1),xe=e.stream??null}function ki(e){
let t=ie.at(-1)?.seq??0,o=e.filter(n=>n.seq>t);o.length&&
(ie=ie.concat(o).slice(-Qt))}var ee={state:"wait",since:Date.now()},vi={wait:"",
live:"connected",poll:"connected, asking every two\
 seconds",gone:"the server does not answer"};function Zt(e){
ee.state!==e&&((ee.state!=="wait"||e==="gone")&&q(
vi[e]),ee={state:e,since:Date.now()},h())}function K(e){return e instanceof Error?e:new Error(
String(e))}function $t(e,t){return Object.assign(new Error(
e),{status:t})}async function te(e,t,o){let n={Accept:"\
application/json"};o!==void 0&&(n["Content-Type"]=
"application/json");let i;try{i=await fetch(t,{method:e,
headers:n,...o===void 0?{}:{body:JSON.stringify(o)}})}catch{
throw $t("the server does not answer",0)}let s=await i.
text(),a=s;try{a=s?JSON.parse(s):null}catch{}if(i.
ok)return a;let c=a?.error?.message;throw $t(c||`${i.
status} ${i.statusText}`,i.status)}var Ho={status:{path:"status",document:e=>e},jobs:{
path:"api/v1/jobs",document:e=>eo(e,"job_id","jobs")},
runs:{path:"api/v1/runs",document:e=>eo(e,"id","ru\
ns")},exec:{path:"api/v1/exec",document:e=>eo(e,"i\
d","commands")}};function Go(e){return e!=="events"&&
Ho[e]!==void 0}async function zo(e){let t=Ho[e];return t&&
t.document(await te("GET",t.path))}function eo(e,t,o){
let n=e;return{order:n.map(i=>i[t]),[o]:Object.fromEntries(
n.map(i=>[i[t],i]))}}var Yo=[1e3,2e3,4e3,8e3];function St(e){return Yo[Math.
min(e,Yo.length-1)]??0}var xi=2e3;function Qo(e,t,o){let n=null,i=0,s=0,a=!1,
c=()=>{if(a)return;if(!R("feed")){u();return}let m=e.
includes("events")?`&batch=1&backlog=${Qt}`:"",d=new EventSource(
`api/v1/events?topics=${e.join(",")}${m}`);n=d,d.onopen=
()=>{s=0,o("live")};for(let f of["hello","dropped",
...e])d.addEventListener(f,x=>t(f,x.data));d.onerror=
()=>{n?.close(),l()}},l=async()=>{let m=await te("\
GET","healthz").then(()=>!0,()=>!1);if(!a){if(m&&s>
0){u();return}m||o("gone"),i=setTimeout(c,St(s)*(.8+
.4*Math.random())),s+=1}},u=async(m=1)=>{let d=e.filter(
Go),f=await Promise.all(d.map(g=>zo(g).then(S=>({topic:g,
document:S,status:200}),S=>({topic:g,document:void 0,
status:K(S).status??0}))));if(a)return;for(let{topic:g,
document:S}of f)S!==void 0&&t(g,JSON.stringify({full:S}));
if(e.includes("events")){let g=await te("GET","api\
/v1/events?limit=100").catch(()=>null);g&&t("event\
s",JSON.stringify(g))}if(a)return;let x=f.some(({status:g})=>g>
0)||d.length===0;o(x?"poll":"gone"),i=setTimeout(()=>R(
"feed")&&m%15===0?c():u(m+1),xi)};return c(),()=>{
a=!0,clearTimeout(i),n&&n.close()}}var no=crypto.getRandomValues(new Uint32Array(2)).
join("-"),to=navigator.locks,nt=to&&"BroadcastChan\
nel"in window?new BroadcastChannel(`monitor ${location.
pathname}`):null,qe=new Map,Zo=9e4,Me=!1,Te=null,oo=[],
Et=[];function en(){return Me||!nt}function tn(e){
let t=[...new Set(e)].filter(o=>o==="events"||R(o)).
sort();t.join()!==Et.join()&&(Et=t,Me?Rt():Pt())}function $e(e){
nt&&nt.postMessage(e)}function Pt(){$e({join:no,topics:Et})}
function Rt(e=!1){for(let[n,{at:i}]of qe)Date.now()-
i>Zo&&qe.delete(n);let t=[...qe.values()].flatMap(
({topics:n})=>n),o=[...new Set([...Et,...t])].sort();
!e&&Te&&o.every(n=>oo.includes(n))||(Te&&Te(),oo=o,
Te=Qo(o,_i,n=>{Zt(n),ro({link:n})}))}function ro(e){
qe.size&&$e(e)}function _i(e,t){ro({name:e,text:t}),
Xt(e,t)||Rt(!0)}function $i({join:e,topics:t=[],leave:o,
who:n,to:i,link:s,name:a,text:c}){if(e&&Me){qe.set(
e,{topics:t,at:Date.now()});let l=t.every(u=>oo.includes(
u));Rt(),l&&Si(e,t)}else if(o)qe.delete(o);else if(n&&
!Me)Pt();else{if(Me||i&&i!==no)return;s?Zt(s):a&&c!==
void 0&&!Xt(a,c)&&Pt()}}function Si(e,t){$e({to:e,
name:"hello",text:Ko(new Date(D()).toISOString())});
for(let o of t){let n=o==="events"?JSON.stringify(
{events:ie}):Io(o);n!==void 0&&$e({to:e,name:o,text:n})}
$e({to:e,link:ee.state})}function Xo(){Me=!0,ro({who:!0}),
$e({who:!0}),Rt()}function on(){if(!nt||!to){let e=()=>{
document.hidden?Te&&(Te(),Te=null):Xo()};document.
addEventListener("visibilitychange",e),e();return}
nt.onmessage=({data:e})=>$i(e),to.request(`monitor\
 stream ${location.pathname}`,()=>(Xo(),new Promise(
()=>{}))),Pt(),setInterval(()=>{Me&&$e({who:!0})},
Zo/3),window.addEventListener("pagehide",()=>$e({leave:no}))}var Ei={good:"M3 8.5 6.5 12 13 4.5",bad:"M4 4l8 8M\
12 4l-8 8",warn:"M8 3v6M8 11.6v1.4",busy:"M5 3.5 1\
2 8 5 12.5z",held:"M5.5 3.5v9M10.5 3.5v9",idle:"M8\
 4.5v4l2.5 2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 \
0 0 8 1.8z"};function L(e){return r("svg",{class:`\
sign ${e}`,viewBox:"0 0 16 16",width:14,height:14,
"aria-hidden":"true"},r("path",{d:Ei[e]}))}function P(e,t="\
idle"){return r("span",{class:`state ${t}`},L(t),r(
"span",null,e.replaceAll("_"," ")))}function k(e,{aside:t,key:o,class:n},...i){let s=`\
s-${(o||e).toLowerCase().replace(/[^a-z0-9]+/g,"-")}`;
return r("section",{key:o??s,class:`card ${n||""}`,
"aria-labelledby":s},r("div",{class:"head"},r("h2",
{id:s},e),t),i)}function nn(e){return r("dl",{class:"\
tiles"},e.filter(t=>t!==null).map(([t,o,n,i])=>r("\
div",{key:t,class:n||null,title:i},r("dt",null,n?L(
n):null,t),r("dd",null,o))))}function ae(e){let t=e.
filter(([,o])=>o!=null&&o!==""&&o!=="–");return r(
"dl",{class:"facts"},t.map(([o,n])=>r("div",{key:o},
r("dt",null,o),r("dd",null,n))))}function _(e,...t){
return r("div",{class:"empty"},r("p",null,e),t.length?
r("p",null,t):null)}function Z(e,t){return r("div",
{class:"note bad"},L("bad")," ",`${e}: ${t.message}\
. `,t.status===404?"Only the newest jobs are kept;\
 this one may have been removed.":"This is tried a\
gain at the next change.")}var $=()=>r("p",{class:"\
waiting"},"Loading …");function me(e,t,o="busy"){
let n=Math.max(0,Math.min(100,e||0));return r("div",
{class:`progress ${o}`,role:"progressbar","aria-la\
bel":t,"aria-valuemin":0,"aria-valuemax":100,"aria\
-valuenow":Math.round(n)},r("i",{style:{width:`${n.
toFixed(2)}%`}}))}function N(e,t,o={}){return r("b\
utton",{type:"button",onclick:t,...o},e)}function Ve(e,t,o){
let n=o[0]?.[0],i=w.query[e]||n;return r("div",{class:"\
choices",role:"group","aria-label":t},o.map(([s,a])=>r(
"button",{key:s,type:"button","aria-pressed":String(
s===i),onclick:()=>re({[e]:s===n?"":s})},a)))}var We=e=>r(
"span",{class:"tags"},e.map(t=>r("span",{key:t,class:"\
tag"},t)));function Se(e,t){try{return JSON.parse(localStorage.
getItem(`monitor ${e}`)??"null")??t}catch{return t}}
function Ee(e,t){try{localStorage.setItem(`monitor\
 ${e}`,JSON.stringify(t))}catch{}}var Pi=1e3,Ri=3,ye=Se("notify",!1)&&"Notification"in
window&&Notification.permission==="granted";function Ie(e,t){
let o;return n=>{let i=o,s=b[e];return o=s,n&&i&&s&&
i!==s?t(i,s):[]}}function rn(e){setInterval(()=>{for(let t of e)
for(let o of t(ye&&en()).slice(0,Ri))Ci(o)},Pi)}function Ci({
tag:e,title:t,body:o,address:n}){let i=new Notification(
t,{tag:e,body:o});i.onclick=()=>{window.focus(),et(
n),i.close()}}function sn(){if(!("Notification"in window))
return null;let e=ye?"Notifications are on: the br\
owser reports what ends or fails":"Notify me when \
something ends or fails";return r("button",{type:"\
button",class:"icon",title:e,"aria-label":e,"aria-\
pressed":String(ye),onclick:ji},r("svg",{viewBox:"\
0 0 16 16",width:18,height:18,"aria-hidden":"true"},
r("path",{d:"M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.\
5h11C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4zM6.5 13a1.6\
 1.6 0 0 0 3 0",fill:ye?"currentColor":"none",stroke:"\
currentColor","stroke-width":1.3})))}async function ji(){
if(ye)ye=!1;else{let e=await Notification.requestPermission();
ye=e==="granted",e==="denied"&&ve("warn","Notifica\
tions are blocked in the browser settings of this \
site.")}Ee("notify",ye),q(ye?"Notices are on":"Not\
ices are off"),h()}var Ti={live:["good","live"],poll:["good","every 2\
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
let[e,t]=Ti[ee.state];return r("p",{id:"link",class:"\
link","data-state":ee.state},P(t,e))}function mn(){
return r("div",{class:"note bad",role:"alert"},r("\
strong",null,"The server does not respond. "),"Dat\
a from ",ce(ee.since/1e3),"; it reconnects when th\
e server is back. ","If it does not come back, che\
ck that ",r("code",null,"monitor serve")," still r\
uns.")}function un(e){return r("div",{key:e.text,class:`\
notice ${e.kind}`},L(e.kind),r("p",null,e.text,e.more),
r("button",{type:"button",class:"plain","aria-labe\
l":"Dismiss",onclick:()=>Jo(e)},"×"))}var dn={auto:"as the system is",light:"light",dark:"\
dark"},Mi={auto:"M8 2a6 6 0 1 0 0 12z",light:"M8 5\
a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",dark:"M12.5 10.5A5.\
5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z"},Ni={auto:"\
light",light:"dark",dark:"auto"},he=Se("theme","au\
to");function io(){he==="auto"?delete document.documentElement.
dataset.theme:document.documentElement.dataset.theme=
he}function pn(){let e=()=>{he=Ni[he]??"auto",Ee("\
theme",he),io(),q(`Colours: ${dn[he]}`),h()},t=`Co\
lours: ${dn[he]}`;return r("button",{type:"button",
class:"icon",title:t,"aria-label":t,onclick:e},r("\
svg",{viewBox:"0 0 16 16",width:18,height:18,"aria\
-hidden":"true"},he!=="dark"&&r("circle",{cx:8,cy:8,
r:6,fill:"none",stroke:"currentColor","stroke-widt\
h":1.4}),r("path",{d:Mi[he],fill:"currentColor"})))}var Oi=["status","runs"],fn=[],rt=null;function gn(e){
fn=e,To(it);for(let t of e)t.load?.();rn(e.flatMap(
t=>t.watches??[])),window.addEventListener("hashch\
ange",Ai),it()}function it(){let e=fn.filter(s=>s.
isThere()).sort((s,a)=>s.order-a.order),t=e.find(s=>s.
name===w.view)||null;t!==rt&&(rt&&rt.end&&rt.end(),
rt=t,t&&t.begin&&t.begin()),tn([...Oi,...t&&t.topics||
[]]);let o=t&&t.heading?t.heading():[t?t.title:"No\
t here"];Di(o[0]);let n=document.activeElement,i=document.
getElementById("page");i&&(Do(i,[r("a",{class:"ski\
p",href:"#main",onclick:Fi},"Skip to content"),r("\
header",{class:"top"},r("a",{class:"brand",href:y(
"overview")},an(),"Monitor"),cn(),pn(),sn()),ln(e,
t),r("main",{id:"main",tabindex:"-1"},ee.state==="\
gone"&&mn(),t&&t.above&&w.rest.length?r("p",{class:"\
crumbs"},t.above()):null,o.length>0&&r("h1",{tabindex:"\
-1"},o),t?r("div",{key:`view ${t.name} ${w.rest.join(
"/")}`,class:`view ${t.name}`},Li(t)):_("Page not \
found.",r("a",{href:y("overview")},"To the overvie\
w"))),r("footer",{class:"foot"},r("a",{href:"api/v\
1/openapi.json"},"API"),r("a",{href:"metrics"},"Pr\
ometheus"),r("span",null,`Monitor ${qo}`)),r("div",
{class:"notices",role:"log","aria-label":"Notices",
"aria-live":"polite"},Je.map(un)),r("p",{id:"said",
class:"unseen",role:"status"})]),n instanceof HTMLElement&&
n!==document.activeElement&&n.isConnected&&n!==document.
body&&n.focus({preventScroll:!0}))}function Li(e){
try{return e.show()}catch(t){return console.error(
t),_("This view failed. This is a bug in Monitor.",
r("code",null,String(t)))}}function Di(e){let{runs:t}=b,
o=t?.order.map(a=>t.runs[a]).find(a=>a?.state_kind===
"busy"),n=se()?.jobs,s=`${ee.state==="gone"?"no an\
swer · ":o?`${Math.floor(o.progress_percent)} % ${o.
experiment_name} · `:n&&n.currently_running?`${n.
currently_running} running · `:""}${typeof e=="st\
ring"?e:"Monitor"} · Monitor`;document.title!==s&&
(document.title=s)}function Fi(e){e.preventDefault(),
document.getElementById("main")?.focus()}function Ai(){
let e=w;Kt();let t=e.view!==w.view||e.rest.join("/")!==
w.rest.join("/");if(it(),!t)return;window.scrollTo(
0,0);let o=document.querySelector("main h1");o&&o.
focus({preventScroll:!0})}var Bi=100,yn={};function W({caption:e,columns:t,rows:o,
key:n,sort:i,filters:s=[],none:a,prefix:c="",deps:l=()=>[]}){
let u=v=>`${c}${v}`,m=w.query[u("sort")]||i||"",[d,
f]=m.startsWith("-")?[m.slice(1),!0]:[m,!1],x=(w.query[u(
"q")]||"").trim().toLowerCase(),g=s.map(v=>[v,w.query[u(
v.id)]||""]),S=t.flatMap(v=>v.of??[]),T=o.filter(v=>g.
every(([I,ke])=>!ke||[I.of(v)].flat().includes(ke)));
x&&(T=T.filter(v=>S.some(I=>String(I(v)??"").toLowerCase().
includes(x))));let z=t.find(v=>v.id===d)?.of;z&&(T=
Wi(T,z,f));let X=so(e,Bi);return[o.length>8||x||g.
some(([,v])=>v)?r("div",{class:"filters",role:"sea\
rch","aria-label":`${e}: filter`},r("input",{type:"\
search",placeholder:"Filter","aria-label":`Filter ${e.
toLowerCase()}`,value:w.query[u("q")]||"",oninput:v=>re(
{[u("q")]:v.target.value})}),g.map(([v,I])=>Vi(v,I,
o,u)),r("span",{class:"quiet",role:"status"},T.length===
o.length?p(o.length):`${p(T.length)} of ${p(o.length)}`)):
null,T.length===0?o.length?_("Nothing matches the \
filter.",N("Show all",()=>re(Object.fromEntries([[
u("q"),""],...s.map(v=>[u(v.id),""])])))):a||_("No\
thing to show."):r("div",{class:"scroll"},r("table",
{class:"data"},r("caption",{class:"unseen"},e),r("\
thead",null,r("tr",null,t.map(v=>Ji(v,d,f,u)))),r(
"tbody",null,T.slice(0,X).map(v=>je(n(v),[v,...l(v)],
()=>qi(v,t)))))),T.length>X?r("p",{class:"more"},N(
`Show ${p(Math.min(500,T.length-X))} more of ${p(T.
length)}`,()=>{ao(e,X+500)})):null]}function so(e,t){
return yn[e]||t}function ao(e,t){yn[e]=t,h()}var hn=e=>[
e.isNumber&&"number",e.from].filter(t=>t).join(" ")||
null;function Ji(e,t,o,n){let i=e.id===t,s={scope:"\
col",class:hn(e)};if(!e.of||e.noSort)return r("th",
{key:e.id,...s},e.title);let a=()=>re({[n("sort")]:i===
(e.isNumber?o:!o)&&i?`${o?"":"-"}${e.id}`:`${e.isNumber?
"-":""}${e.id}`});return r("th",{key:e.id,...s,"ar\
ia-sort":i?o?"descending":"ascending":null},r("but\
ton",{type:"button",class:"sorter",onclick:a},e.title,
r("span",{class:"arrow","aria-hidden":"true"},i?o?
"↓":"↑":"↕")))}function qi(e,t){return r("tr",
null,t.map((o,n)=>r(n===0?"th":"td",{class:hn(o),scope:n===
0?"row":null},o.cell(e))))}function Vi(e,t,o,n){let i=[
...new Set(o.flatMap(s=>e.of(s)))].filter(s=>typeof s==
"string").filter(s=>s!=="").sort();return t&&!i.includes(
t)&&i.push(t),r("label",{key:e.id},r("span",{class:"\
unseen"},e.title),r("select",{value:t,onchange:s=>re(
{[n(e.id)]:s.target.value}),updated:s=>{s.value=t}},
r("option",{value:""},`${e.title}: all`),i.map(s=>r(
"option",{key:s,value:s,selected:s===t},s))))}function Wi(e,t,o){
let n=e.map(i=>[t(i),i]);return n.sort(([i],[s])=>!Ct(
i)||!Ct(s)?Number(Ct(s))-Number(Ct(i)):(i<s?-1:i>s?
1:0)*(o?-1:1)),n.map(([,i])=>i)}function Ct(e){return e!=
null&&e!==""&&!Number.isNaN(e)}var Ii=3e3,Pe=0,bn=0;function st(e=1){Pe+=e}function wn(){
bn=setInterval(()=>{st(),h()},Ii)}function kn(){clearInterval(
bn)}var Ue={isLoading:!1},Ke=new Map,Ki=48,Ui=250;function M(e,t=0){
let o=Ke.get(e);o?Ke.delete(e):o={value:void 0,error:void 0,
isLoading:!1,version:void 0,at:0},Ke.set(e,o);for(let[
i]of Ke){if(Ke.size<=Ki)break;Ke.delete(i)}let n=`${t}\
 ${ot}`;if(o.version!==n&&!o.isLoading){let i=o.at+
Ui-performance.now(),s=o;o.isLoading=!0,setTimeout(
()=>Hi(e,s,n),Math.max(0,i))}return o}async function Hi(e,t,o){
try{t.value=await te("GET",e),t.error=void 0}catch(n){
t.error=K(n)}t.version=o,t.at=performance.now(),t.
isLoading=!1,h()}async function oe(e,t,o,n){try{let i=await te(
t,o,n);return q(`${e}: done`),i===null?{}:i}catch(i){
ve("bad",`${e}: ${K(i).message}`);return}finally{h()}}var[Gi=0]=crypto.getRandomValues(new Uint16Array(1)),
be=`browser ${Gi.toString(16).padStart(4,"0")}`;var le=e=>P(e,F.analyses?.states[e]);function vn({
text:e,key:t,state:o,after:n}){if(t&&e.startsWith(
t)){let i=r("a",{href:at(t)},t);return o&&e.endsWith(
o)?[i,e.slice(t.length,-o.length),le(o)]:[i,e.slice(
t.length)]}return n&&e.endsWith(String(n))?[e.slice(
0,-String(n).length),j(n)]:e}var at=e=>y("analyses",
e.split("/"));var lo=({entries:e,questions:t})=>e.length===0&&!t?.
length;function co(e){let t=e.entries.filter(l=>l.
entry==="moved"),o=e.entries.filter(l=>l.entry==="\
opened"),n=e.entries.length-t.length-o.length,{counts:i,
warnings:s=[],questions:a=[]}=e,c=l=>r("a",{href:at(
l.key)},l.key);return[r("p",{class:"quiet"},"Made ",
j(e.at),[`, for revision ${e.revision}: ${J(t.length,
"move")}, `,`${J(o.length,"action")}. Afterwards ${p(
i.active)} of `,`${p(i.total)} are active, ${p(i.complete)}\
 complete, `,`${p(i.stuck)} stuck.`].join("")),s.length>
0&&r("ul",{class:"plainlist tight warnings"},s.map(
(l,u)=>r("li",{key:u,class:"note warn"},L("warn"),
" ",l.text))),lo(e)&&_("Nothing: everything is whe\
re it should be.","The plan is updated every few s\
econds."),t.length>0&&lt("Moves",["Analysis","From",
"To","Because"],t.map(l=>[c(l),le(l.from),[r("span",
{class:"unseen"},"to "),le(l.to)],[l.cause_text,l.
raw&&r("code",{class:"quiet"},` ${l.raw}`)]])),o.length>
0&&lt("Actions",["Analysis","What is done","Job or\
 tag"],o.map(l=>[c(l),l.action,r("code",null,l.job||
l.tag)])),a.length>0&&lt("Checked first",["Analysi\
s","Question"],a.map(l=>[c(l),l.ask_text])),n>0&&r(
"p",{class:"quiet"},`And ${J(n,"note")} of signs o\
f life and of jobs that were missing or are back.`)]}
function lt(e,t,o){return[r("h3",{key:`${e} title`},
`${e} `,r("span",{class:"quiet"},p(o.length))),r("\
div",{key:e,class:"scroll"},r("table",{class:"data"},
r("caption",{class:"unseen"},e),r("thead",null,r("\
tr",null,t.map(n=>r("th",{key:n,scope:"col"},n)))),
r("tbody",null,o.slice(0,300).map((n,i)=>r("tr",{key:i},
n.map((s,a)=>a?r("td",{key:a},s):r("th",{key:a,scope:"\
row"},s))))))),o.length>300&&r("p",{class:"quiet"},
`and ${p(o.length-300)} more`)]}var jt=!1;function xn(){jt=!1}function _n(e){let t=`\
api/v1/analyses/${e.split("/").map(encodeURIComponent).
join("/")}`,o=b.analyses?.revision??0,n=M(`${t}/wh\
y`,`${o} ${Pe}`),i=n.value,a=M(`${t}/history?limit\
=300`,b.analyses?o:Pe).value??i?.moves??[],c=r("p",
{key:"crumbs",class:"crumbs"},r("a",{href:y("analy\
ses")},"Analyses"));return i?[c,r("div",{key:"bar",
class:"bar"},le(i.state),i.status!==i.state&&r("sp\
an",{class:"quiet"},`shown as ${i.status}`),r("spa\
n",{class:"quiet"},"came to it ",j(i.since))),r("d\
iv",{key:"columns",class:"columns"},k("Why it is i\
n this state",{key:"why"},i.awaits.length>0&&[r("h\
3",null,"Waits for"),r("ul",{class:"awaits"},i.awaits.
map((l,u)=>r("li",{key:u},vn(l))))],i.deadline&&r(
"p",{class:"note warn"},L("warn")," If that does n\
ot come it is stuck ",j(i.deadline.at),`: ${i.deadline.
clock_text}.`),ae([["Job",i.job&&r("code",null,i.job)],
["Scheduler",i.scheduler],["Attempts",`${p(i.attempts[0])}\
 of ${p(i.attempts[1])}`],["Rescues",`${p(i.resurrections[0])}\
 of ${p(i.resurrections[1])}`]])),zi(e,t,i)),k("Hi\
story",{key:"history"},a.length?lt("Moves",["When",
"From","To","Because"],a.slice().reverse().map(l=>[
ce(l.at),le(l.from),le(l.to),[l.cause_text,l.raw&&
r("code",{class:"quiet"},` ${l.raw}`)]])):_("No tr\
ansition yet."))]:[c,n.error?Z(e,n.error):$()]}function zi(e,t,o){
let n=async i=>{i==="cancelled"&&!window.confirm(`\
Cancel ${e}? It will never run.`)||(await oe(`${e}\
: ${i}`,"POST",`${t}/state`,{state:i,force:jt,by:be}),
st())};return k("Set its state",{key:"set"},r("ul",
{class:"plainlist tight"},F.analyses?.settable.map(
([i,s])=>r("li",{key:i,class:"line"},N(i,()=>n(i),
{disabled:!V("analyses")||i===o.state,class:i==="c\
ancelled"?"danger":null}),r("span",{class:"quiet"},
s)))),r("label",{class:"check"},r("input",{type:"c\
heckbox",checked:jt,onchange:i=>{jt=i.target.checked,
h()}})," force: ignore the rules of the state mach\
ine"),!V("analyses")&&r("p",{class:"note"},"Read-o\
nly: this server does not allow changes to analyse\
s."))}var Tt=!1,ct=null;function $n(){ct=null}function Sn(e){
let t=w.query.subject||"",o=t?`&subject=${encodeURIComponent(
t)}`:"",n=M(`api/v1/cycle?dry_run=true${o}`,`${b.analyses?.
revision??0} ${Pe>>1}`),i=n.value?.plan,s=[...new Set(
e.map(a=>a.subject))].filter(a=>a!=="project_analy\
ses").sort();return[k("What a cycle would do",{key:"\
plan",aside:r("div",{class:"line"},r("select",{value:t,
"aria-label":"Only this subject",onchange:a=>re({subject:a.
target.value}),updated:a=>{a.value=t}},r("option",
{value:""},"every subject"),s.map(a=>r("option",{key:a,
value:a,selected:a===t},a))),r("button",{type:"but\
ton",class:"main",disabled:!i||Tt||!V("analyses")||
lo(i),onclick:()=>i&&Yi(`?revision=${i.revision}${o}`)},
Tt?"Applying …":"Apply this plan"))},!V("analyse\
s")&&r("p",{class:"note"},"Read-only: this server \
does not allow starting cycles. ",r("code",null,"m\
onitor serve --control analyses")," allows it."),i?
co(i):n.error?Z("The plan",n.error):$()),ct&&k("Ap\
plied",{key:"applied",aside:N("Dismiss",()=>{ct=null,
h()},{class:"plain"})},co(ct))]}async function Yi(e){
Tt=!0,h();let t=await oe("Cycle","POST",`api/v1/cy\
cle${e}`);Tt=!1,t?.plan&&(ct=t.plan),st(2),h()}function Rn(){let{analyses:e}=b;if(e?.analyses&&e.
left_out===0)return{rows:Object.values(e.analyses).
map(Pn)};let t=e?e.revision??0:Pe,{value:o,error:n}=M(
"api/v1/analyses?limit=10000",t);return{rows:o?.analyses.
map(Pn),error:n}}var En=new WeakMap;function Pn(e){
let t=En.get(e)??{...e,subject:e.key.split("/")[0]??
""};return En.set(e,t),t}var Mt=F.analyses?.groups??
[],Qi=e=>{let t=Mt.findIndex(o=>o.states.includes(
e));return`${t<0?9:t} ${e}`},Cn=[{id:"key",title:"\
Analysis",of:e=>e.key,cell:e=>r("a",{href:at(e.key)},
e.key)},{id:"state",title:"State",of:e=>Qi(e.state),
cell:e=>le(e.state)},{id:"since",title:"Since",isNumber:!0,
of:e=>C(e.since),cell:e=>j(e.since)},{id:"pipeline",
title:"Pipeline",from:"wide",of:e=>e.pipeline,cell:e=>e.
pipeline},{id:"attempts",title:"Attempts",isNumber:!0,
from:"wide",of:e=>e.attempts,cell:e=>p(e.attempts)},
{id:"job",title:"Job",from:"wider",of:e=>e.job||"",
cell:e=>e.job?[r("code",null,e.job),r("span",{class:"\
quiet"},` at ${e.scheduler}`)]:""}];function jn(e){
let t=w.query.state||"",o=Mt.flatMap(s=>s.states),
n=[...new Set(e.map(s=>s.state))].filter(s=>!o.includes(
s)),i=n.length?[...Mt,{title:"Others",states:n}]:Mt;
return r("div",{key:"groups",class:"groups",role:"\
group","aria-label":"How many of each state"},i.map(
({title:s,states:a})=>{let c=a.map(l=>[l,e.filter(
u=>u.state===l).length]).filter(([,l])=>l>0);return r(
"div",{key:s,class:"card"},r("h2",null,s," ",r("sp\
an",{class:"quiet"},p(c.reduce((l,[,u])=>l+u,0)))),
c.length?r("div",{class:"line"},c.map(([l,u])=>r("\
button",{key:l,type:"button",class:"plain statebut\
ton","aria-pressed":String(t===l),onclick:()=>re({
state:t===l?"":l})},le(l),r("span",{class:"figure"},
p(u))))):r("p",{class:"quiet"},"none"))}))}var Tn={name:"analyses",title:"Analyses",order:50,
topics:["analyses"],isThere:()=>R("analyses"),badge:()=>{
let e=b.analyses?.counts;return e?{value:p(e.active),
words:`active${e.stuck?`, ${e.stuck} stuck`:""}`,kind:e.
stuck?"bad":""}:null},heading:()=>w.rest.length?[w.
rest.join("/")]:["Analyses"],show:()=>w.rest.length?
_n(w.rest.join("/")):Xi(),begin:wn,end:()=>{kn(),xn(),
$n()}};function Xi(){let{rows:e,error:t}=Rn();if(!e)
return t?Z("The analyses",t):$();let o=w.query.tab===
"plan";return[r("div",{key:"tabs",class:"bar"},Ve(
"tab","Shown",[["list","By state"],["plan","The pl\
an"]])),o?Sn(e):[jn(e),k("Analyses",{key:"list"},W(
{caption:"Analyses",rows:e,key:n=>n.key,sort:"stat\
e",columns:Cn,filters:[{id:"state",title:"State",of:n=>n.
state},{id:"subject",title:"Subject",of:n=>n.subject},
{id:"pipeline",title:"Pipeline",of:n=>n.pipeline}],
none:_("No analysis yet.",r("code",null,"monitor p\
roject add")," adds one.")}))]]}var Mn,Nn=[],On=new WeakMap;function we(){let{exec:e}=b;
return e!==Mn&&(Mn=e,Nn=e?e.order.flatMap(t=>{let o=e.
commands[t];return o?[Zi(o)]:[]}):[]),Nn}function Zi(e){
let t=e.command.join(" "),o=On.get(e)??{...e,line:t};
return On.set(e,o),o}var Re=(e,t=1)=>o=>o.sample?o.sample[e]*t:null,es=[
{id:"command",title:"Command",of:e=>`${e.id} ${e.line}`,
cell:e=>[r("a",{class:"strong",href:y("commands",[
e.id])},e.id),r("code",{class:"under clip quiet"},
e.line)]},{id:"state",title:"State",of:e=>e.state_text,
cell:e=>P(e.state_text,e.state_kind)},{id:"ran",title:"\
Ran",isNumber:!0,of:Re("elapsed_ns",1e-9),cell:e=>E(
Re("elapsed_ns",1e-9)(e))},{id:"cpu",title:"CPU",isNumber:!0,
from:"wide",of:Re("cpu_percent"),cell:e=>e.running?
A(Re("cpu_percent")(e),0):"–"},{id:"cputime",title:"\
CPU time",isNumber:!0,from:"wide",of:Re("cpu_ns",1e-9),
cell:e=>E(Re("cpu_ns",1e-9)(e))},{id:"peak",title:"\
Peak memory",isNumber:!0,from:"roomy",of:Re("peak_\
rss_bytes"),cell:e=>Q(Re("peak_rss_bytes")(e))},{id:"\
begun",title:"Begun",isNumber:!0,from:"wider",of:e=>C(
e.begun),cell:e=>j(e.begun)}];function Ln(){return b.
exec?W({caption:"Commands",columns:es,rows:we(),key:e=>e.
id,sort:"-begun",filters:[{id:"state",title:"State",
of:e=>e.state_text}],none:_("No command is being s\
ampled.","A host hands in what ",r("code",null,"mo\
nitor-exec")," sees of the commands it runs.")}):$()}var G=100,ue=1e3;function He(e){let t=10**Math.floor(
Math.log10(e));return[1,1.5,2,3,5,8,10].map(o=>o*t).
find(o=>o>=e*.999)||e}function Ge(e){let{title:t,words:o,
layers:n,shapes:i,most:s,format:a,from:c,to:l,tip:u}=e,
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
i,r("path",{class:"axis",d:`M0 ${G-.5}H${ue}`})),r(
"span",{class:"scale","aria-hidden":"true"},a(s)),
r("span",{class:"tip",hidden:!0,"aria-hidden":"tru\
e"})),r("p",{class:"ends","aria-hidden":"true"},r(
"span",null,c),r("span",null,l)))}function Dn(e){return e.
querySelector(".tip")}function Ne(e,t,{format:o=p,at:n=String,from:i="",
to:s="now"}={}){let a=t.flatMap(g=>g.points),c=He(
Math.max(1e-9,...a.map(([,g])=>g))),l=Math.min(...a.
map(([g])=>g)),u=Math.max(...a.map(([g])=>g)),m=g=>((g-
l)/Math.max(1e-9,u-l)*ue).toFixed(1),d=g=>(G-G*g/c).
toFixed(2),f=t.flatMap(g=>{let S=ts(g.points,500),
[T,z]=[S[0],S.at(-1)];if(!T||!z)return[];let X=S.map(
([v,I],ke)=>`${ke?"L":"M"}${m(v)} ${d(I)}`).join("");
return[t.length===1?r("path",{key:`${g.name} under`,
class:`under ${g.kind}`,d:`${X}L${m(z[0])} ${G}L${m(
T[0])} ${G}z`}):null,r("path",{key:g.name,class:`s\
troke ${g.kind}`,d:X})]}),x=({name:g,points:S})=>S.
length?`${g} at most ${o(Math.max(...S.map(([,T])=>T)))}`:
g;return Ge({title:e,words:t.map(x).join(", "),layers:t,
shapes:f,most:c,format:o,from:i,to:s,tip:g=>{let S=l+
g*(u-l),T=({points:Y})=>Y.reduce((v,I)=>Math.abs(I[0]-
S)<Math.abs(v[0]-S)?I:v,Y[0]??[NaN,NaN]),z=t.filter(
Y=>Y.points.length),X=z.map(Y=>`${Y.name} ${o(T(Y)[1])}`);
return z[0]?[n(T(z[0])[0]),...X]:[]}})}function ts(e,t){
if(e.length<=t*2)return e;let o=Math.ceil(e.length/
t),n=[];for(let i=0;i<e.length;i+=o){let s=e.slice(
i,i+o),[a]=s,c=a;if(!(!a||!c)){for(let l of s)l[1]<
a[1]&&(a=l),l[1]>c[1]&&(c=l);n.push(...a[0]<c[0]?[
a,c]:a===c?[a]:[c,a])}}return n}var Oe={id:null,samples:[],version:null},Fn=8192;function os(e){
Oe.id!==e.id&&(Oe={id:e.id,samples:[],version:null});
let t=`${e.samples} ${e.running} ${ot}`;if(Oe.version!==
t){let o=Oe.samples.at(-1),n=o?`&since=${o.seq}`:"",
i=`api/v1/exec/${encodeURIComponent(e.id)}/samples`,
s=M(`${i}?limit=${Fn}${n}`,t);if(s.value&&!s.isLoading){
let a=o?o.seq:-1,c=s.value.filter(u=>u.seq>a),l=Oe.
samples.concat(c).slice(-Fn);Oe={id:e.id,samples:l,
version:t}}}return Oe.samples}function An(e){let t=we().
find(a=>a.id===e);if(!t)return b.exec?_("Command n\
ot found, or no longer kept.","Only the newest are\
 kept. ",r("a",{href:y("commands")},"To all comman\
ds")):$();let o=os(t),n=`api/v1/exec/${encodeURIComponent(
e)}`,i=t.sample,s=a=>E(a===void 0?null:a/1e9);return[
r("div",{class:"bar"},P(t.state_text,t.state_kind),
r("a",{class:"button",href:`${n}/report`,download:`${e}\
.html`},"Download report"),b.jobs&&b.jobs.jobs[e]?
r("a",{class:"button",href:y("jobs",[e])},"Its job"):
null),k("What it is",{},r("pre",{class:"line"},t.line),
ae([["Ran",s(i?.elapsed_ns)],["CPU time",s(i?.cpu_ns)],
["Peak memory",Q(i?.peak_rss_bytes)],["Read",Q(i?.
read_bytes)],["Written",Q(i?.write_bytes)],["Proce\
sses",p(i?.processes)],["Threads",p(i?.threads)],[
"Begun",j(t.begun)],["Samples",p(t.samples+t.samples_dropped)]])),
r("div",{class:"columns"},ns(o))]}function ns(e){let t=e.
at(-1);if(!t)return $();let o=s=>e.map(a=>[a.elapsed_ns/
1e9,a[s]]).filter(([,a])=>O(a)),n=s=>e.map((a,c)=>{
let l=e[c-1]??a,u=(a.elapsed_ns-l.elapsed_ns)/1e9,
m=Math.max(0,a[s]-l[s]);return[a.elapsed_ns/1e9,u>
0?m/u:NaN]}).filter(([,a])=>O(a)),i={at:E,from:"0 \
s",to:E(t.elapsed_ns/1e9)};return je("charts",[e],
()=>r("div",{class:"columns wholewidth"},k("Proces\
sor",{},Ne("CPU, of one core",[{name:"CPU",kind:"b\
usy",points:o("cpu_percent")}],{...i,format:s=>A(s,
0)})),k("Memory",{},Ne("Resident memory",[{name:"r\
esident",kind:"held",points:o("rss_bytes")}],{...i,
format:Q})),k("Reads and writes",{},Ne("Through sy\
stem calls, a second",[{name:"read",kind:"busy",points:n(
"read_call_bytes")},{name:"written",kind:"warn",points:n(
"write_call_bytes")}],{...i,format:s=>`${Q(s)}/s`})),
k("Processes",{},Ne("Processes and threads",[{name:"\
processes",kind:"good",points:o("processes")},{name:"\
threads",kind:"idle",points:o("threads")}],i))))}var Bn={name:"commands",title:"Commands",order:50,
topics:["exec"],isThere:()=>R("exec"),badge:()=>{let e=b.
exec?we().filter(t=>t.running).length:0;return e?{
value:p(e),words:"running"}:null},above:()=>w.rest.
length?r("a",{href:y("commands")},"Commands"):null,
heading:()=>[w.rest[0]||"Commands"],show:()=>w.rest[0]===
void 0?Ln():An(w.rest[0])};function mo(e){let t=[],o=(n,i,s,a)=>{if(!(s!==null&&
typeof s=="object"&&!Array.isArray(s)&&Object.keys(
s).length>0)||a>2||t.length>500)t.push([n,i,s]);else
for(let[l,u]of Object.entries(s))o(n,`${i}.${l}`,u,
a+1)};for(let n of["local","shared"])for(let[i,s]of Object.
entries(e[n]))o(n,i,s,1);return t}var Jn=e=>new Map(
mo(e).map(([t,o,n])=>[`${t} ${o}`,JSON.stringify(n)]));var po=200,rs=1008,is=["breakpoint_hit","job_pause\
d","job_resumed","job_completed"],B=null;function ze(e){
(B?.id??null)!==e&&(B&&(B.isLeft=!0,clearTimeout(B.
timer),B.socket&&B.socket.close()),B=e===null?null:
ss(e),B&&qn(B))}function ss(e){return{id:e,socket:null,
link:"wait",tries:0,timer:0,isLeft:!1,number:0,waiting:new Map,
session:null,error:null,lane:null,shownLane:null,stack:[],
root:null,variables:null,after:new Map,before:new Map,
isRefreshing:!1,isStale:!1,trace:[],open:new Map,wasController:!1,
turn:0,evaluated:[]}}function qn(e){let t=`api/ws/\
jobs/${encodeURIComponent(e.id)}/debug?owner=${encodeURIComponent(
be)}`,o=new URL(t,document.baseURI);o.protocol=o.protocol.
replace("http","ws");let n=new WebSocket(o);e.socket=
n,n.onmessage=({data:i})=>cs(e,JSON.parse(i)),n.onopen=
()=>as(e),n.onclose=({code:i,reason:s})=>ls(e,i,s)}
function as(e){e.link="live",e.tries=0,e.wasController?
de(e,{command:"attach"}).catch(()=>{e.wasController=
!1}).then(()=>ne(e)):ne(e);let t=`api/jobs/${encodeURIComponent(
e.id)}/trace?limit=${po}`;te("GET",t).then(({events:o})=>{
let n=e.trace[0]?.seq??1/0,i=o.filter(s=>s.seq<n);
e.trace=i.concat(e.trace).slice(-po),h()},()=>{})}
function ls(e,t,o){for(let{reject:n}of e.waiting.values())
n(new Error("the connection is lost"));if(e.waiting.
clear(),!e.isLeft){if(t===rs){e.error=o,e.link="re\
fused",h();return}e.link==="live"&&q("The connecti\
on to the job is lost"),e.link="lost",e.timer=setTimeout(
()=>qn(e),St(e.tries)),e.tries+=1,h()}}function cs(e,t){
if(t.type==="debug_session")Vn(e,t);else if(t.type===
"debug_event")us(e,t.event);else if(t.type==="drop\
ped")ne(e);else if(t.type==="response"){let o=e.waiting.
get(t.id);e.waiting.delete(t.id),t.ok?o?.resolve(t.
body):o?.reject($t(t.error.message,t.error.status))}
ms()}var uo=!1;function ms(){uo||(uo=!0,setTimeout(
()=>{uo=!1,h()},100))}function us(e,t){e.trace=e.trace.
concat(t).slice(-po);let{routine_id:o,event_type:n,
data:i}=t,s=e.open.get(o)??0;n==="routine_start"?e.
open.set(o,s+1):(n==="routine_complete"||n==="rout\
ine_error")&&e.open.set(o,Math.max(0,s-1)),n==="br\
eakpoint_hit"&&q(`Breakpoint hit at ${o}`),n==="jo\
b_completed"&&q(`${e.id} is ${t.status||"over"}`),
is.includes(n)&&(e.turn+=1,ne(e)),n==="breakpoint_\
hit"&&i.lane&&(e.lane=i.lane)}function de(e,t){let{
socket:o}=e;if(!o||o.readyState!==WebSocket.OPEN)return Promise.
reject(new Error("the connection is lost"));e.number+=
1;let{number:n}=e;return o.send(JSON.stringify({...t,
id:n})),new Promise((i,s)=>e.waiting.set(n,{resolve:a=>i(
a),reject:s}))}function Vn(e,t){e.session=t,e.wasController=
t.controller===be,t.lanes.some(o=>o.lane===e.lane)||
(e.lane=t.lanes[0]?.lane??null)}async function ne(e){
if(e.isStale=!0,!e.isRefreshing){for(e.isRefreshing=
!0;e.isStale;){e.isStale=!1;try{Vn(e,await de(e,{command:"\
get_session"})),await ds(e)}catch(t){K(t).status||
(e.isStale=!1)}}e.isRefreshing=!1,h()}}async function ds(e){
let{lane:t}=e;if(t===null){e.stack=[],e.variables=
null;return}let[{frames:o},{variables:n}]=await Promise.
all([de(e,{command:"get_call_stack",lane:t}),de(e,
{command:"get_variables",lane:t})]);e.shownLane!==
t&&(e.before=ps(e,o)),e.shownLane=t,e.stack=o,e.variables=
n,e.after=Jn(n)}function ps(e,t){let o=t[0]?.frame??
0,n=o===e.root;return e.root=o,new Map([...e.after].
filter(([i])=>n||i.startsWith("shared ")))}var fs=2e3,pe=0,Wn=0;function fo(){pe+=1}function In(){
Wn=setInterval(()=>{fo(),B&&B.link==="live"&&ne(B),
h()},fs)}function Kn(){clearInterval(Wn)}var Un={continue:"Resume",pause:"Pause",step_over:"\
Step over",step_into:"Step into",step_out:"Step ou\
t",cancel:"Cancel",attach:"Take control"};async function Le(e,t,o={}){
try{return await de(e,{command:t,...o}),q(`${Un[t]}\
: done`),!0}catch(n){return ve("bad",`${Un[t]}: ${K(
n).message}`),!1}finally{ne(e)}}function De(e){let t=e.
session?.controller;return t===be?"controller":t?"\
viewer":"free"}var fe=e=>V("debug")&&e.link==="liv\
e"&&De(e)!=="viewer",U=e=>["completed","failed","c\
ancelled"].includes(e.session?.status??""),Hn=e=>e.
session?.lanes.find(t=>t.lane===e.lane);var Nt=0;function Gn(){Nt+=1}var mt=(e,t)=>t?`api/\
jobs/${encodeURIComponent(t)}/breakpoints`:`api/fl\
ows/${encodeURIComponent(e)}/breakpoints`;function zn(e,t,o){
let n=`${o} ${Nt} ${t?t.turn:0}`,i=l=>M(mt(e,l),n).
value?.breakpoints.map(u=>({...u,job:l}))??[],s=i(
null),a=t?i(t.id):[],c=new Set(a.map(l=>l.breakpoint_id));
return a.concat(s.filter(l=>!c.has(l.breakpoint_id)))}
async function go(e,t,o,n=!1){let i=t&&!U(t)?t:null;
return i&&De(i)==="free"&&!await Le(i,"attach")?!1:
(await te("POST",mt(e,n||!i?null:i.id),o),Nt+=1,q(
`Breakpoint set at ${o.routine_id}${i&&!n?"":", fo\
r later jobs"}`),h(),!0)}async function ut(e,t){await oe(
"Breakpoint removed","DELETE",`${mt(e,t.job)}/${encodeURIComponent(
t.breakpoint_id)}`),Nt+=1}async function Yn(e,t,o,n){
try{if(n.length)for(let i of n)await ut(e,i);else await go(
e,t,{routine_id:o})}catch(i){ve("bad",`Breakpoint:\
 ${K(i).message}`)}}var dt=null,Fe=null,Qn=F.flows?.locations??[];function yo(){
return dt!==null}function Zn(e){tr({...gs(e),replaces:e})}
function er(e){tr(ys(e))}function Ot(){dt=null,Fe=
null}function tr(e){dt=e,Fe=null,h(),Be("#bp-condi\
tion")}function gs(e){return{routine:e.routine_id,
kind:e.type,name:e.slot_name||e.event_name||"",condition:e.
condition||"",hits:e.hit_condition||"",log:e.log_message||
"",once:e.once,isForLater:e.job===null}}var ys=e=>({
routine:Object.keys(e.routines)[0]||"",kind:"routi\
ne",name:"",condition:"",hits:"",log:"",once:!1,isForLater:!1});
function or(e,{routine:t,kind:o}){let n=e.routines[t],
i=n?[n]:Object.values(e.routines);return o==="slot"?
[...new Set(i.flatMap(({slots:s})=>s))]:o==="event"?
[...new Set(i.flatMap(({events:s})=>s))]:[]}function Xn(e,t){
let o=or(e,t);return o.includes(t.name)?t.name:o[0]}
async function hs(e,t,o){let n={routine_id:o.routine,
type:o.kind,once:o.once};o.kind==="slot"&&(n.slot_name=
Xn(e,o)),o.kind==="event"&&(n.event_name=Xn(e,o)),
o.kind==="label"&&(n.label=o.replaces?.label),o.condition.
trim()&&(n.condition=o.condition),o.hits.trim()&&(n.
hit_condition=o.hits),o.log.trim()&&(n.log_message=
o.log);try{if(!await go(e.flow_id,t,n,o.isForLater))
return;o.replaces&&await ut(e.flow_id,o.replaces),
Ot(),Be("#bp-new")}catch(i){Fe=K(i).message.replace(
/^(\w+): \1: /,"$1: ")}h()}function nr(e,t){return dt&&
bs(e,t,dt)}function bs(e,t,o){let n=l=>{Object.assign(
o,l),h()},i=(l,u,m,d={})=>r("label",{class:"field"},
r("span",null,u),r("input",{id:`bp-${l}`,value:o[l],
autocomplete:"off",spellcheck:"false",oninput:f=>n(
{[l]:f.target.value}),...d}),m&&r("small",null,m)),
s=(l,u,m)=>r("label",{class:"field"},r("span",null,
u),r("select",{value:o[l],onchange:d=>n({[l]:d.target.
value}),updated:d=>{d.value=o[l]}},m.map(([d,f])=>r(
"option",{key:d,value:d,selected:d===o[l]},f)))),a=or(
e,o),c=o.replaces?.type==="label"?[...Qn,["label",
`at the label ${o.replaces.label}`]]:Qn;return r("\
form",{key:"form",class:"stopform","aria-label":o.
replaces?"Change a breakpoint":"New breakpoint",onsubmit:l=>{
l.preventDefault(),hs(e,t,o)}},r("div",{class:"fie\
lds"},s("routine","Routine",Object.keys(e.routines).
map(l=>[l,l]).concat([["*","every routine"]])),s("\
kind","Holds",c),a.length>0&&s("name",o.kind==="sl\
ot"?"Slot":"Event",a.map(l=>[l,l])),i("condition",
"Only if","such as quantity > 2 and item == 'desk'",
{"aria-invalid":String(!!Fe),"aria-describedby":Fe&&
"bp-error"}),i("hits","Only at hits","5, >= 3, % 1\
0 == 0",{size:10}),i("log","Log instead of holding",
"with {expressions}")),r("div",{class:"line"},r("l\
abel",{class:"check"},r("input",{type:"checkbox",checked:o.
once,onchange:l=>n({once:l.target.checked})})," on\
ce only"),t&&!U(t)&&r("label",{class:"check"},r("i\
nput",{type:"checkbox",checked:o.isForLater,onchange:l=>n(
{isForLater:l.target.checked})})," for later jobs,\
 not this one")),Fe&&r("p",{id:"bp-error",class:"n\
ote bad",role:"alert"},L("bad"),` ${Fe}`),r("div",
{class:"line"},r("button",{type:"submit",class:"ma\
in"},o.replaces?"Change":"Set"),N("Cancel",()=>{Ot(),
h()})))}function ws(e,t,o){let n=t?fe(t)||U(t):V("debug"),
i=s=>oe(s?"Breakpoint enabled":"Breakpoint disable\
d","PUT",`${mt(e,o.job)}/${encodeURIComponent(o.breakpoint_id)}`,
{enabled:s}).then(()=>{Gn(),h()});return r("li",{key:o.
breakpoint_id,class:`stoprow${o.enabled?"":" off"}`},
r("div",{class:"line"},o.job?r("input",{type:"chec\
kbox",checked:o.enabled,disabled:!n,"aria-label":`${o.
routine_id}: enabled`,onchange:s=>i(s.target.checked)}):
r("i",{class:"dot","aria-hidden":"true"}),r("span",
{class:"strong"},o.routine_id),r("span",{class:"qu\
iet"},ks(o)),r("span",{class:"quiet"},J(o.hit_count,
"hit")),N("Change",()=>Zn(o),{class:"plain",disabled:!n,
"aria-label":`Change the breakpoint at ${o.routine_id}`}),
N("Remove",()=>ut(e,o),{class:"plain",disabled:!n,
"aria-label":`Remove the breakpoint at ${o.routine_id}`})),
o.condition&&r("code",{class:"condition"},`if ${o.
condition}`),o.error_count>0&&r("p",{class:"note b\
ad"},L("bad"),` The condition had no value ${J(o.error_count,
"time")}: ${o.last_error}`))}function rr(e,t,o){let n=t&&
!U(t)?fe(t):V("debug");return k("Breakpoints",{key:"\
stops",aside:!yo()&&N("New breakpoint",()=>er(e),{
id:"bp-new",disabled:!n})},o.length?r("ul",{class:"\
stops"},o.map(i=>ws(e.flow_id,t,i))):!yo()&&r("p",
{class:"quiet"},"None yet. Click a routine above, \
or make one with a condition."),nr(e,t))}function ks(e){
let t=e.slot_name||e.event_name||e.label;return[{routine:"",
slot:`slot ${t}`,event:`event ${t}`,error:"when it\
 fails",label:`label ${t}`}[e.type],e.hit_condition&&
`hits ${e.hit_condition}`,e.once&&"once",e.log_message&&
`log “${e.log_message}”`,!e.job&&"later jobs"].
filter(o=>o).join(" · ")}function ir(e,t){let o=vs(e,t),n=_s(e,xs(e,o)),i=a=>n.
get(a)??0,s=Array.from({length:Math.max(-1,...n.values())+
1},()=>[]);for(let a of e)s[i(a)]?.push(a);for(let a of o){
let c=[];for(let l=i(a.source)+1;l<i(a.target);l+=
1){let u={edge:a,at:l};s[l]?.push(u),c.push(u)}a.path=
[a.source,...c,a.target]}return $s(s,o),{layers:s,
edges:o}}function vs(e,t){let o=new Map;for(let n of t){
let{source_routine:i,target_routine:s,source_event:a}=n;
if(!e.includes(i)||!e.includes(s))continue;let c=JSON.
stringify([i,s]),l=o.get(c)??{source:i,target:s,labels:[],
path:[],isBack:!1};o.set(c,l),l.labels.push(a)}return[
...o.values()]}function xs(e,t){let o=new Map,n=s=>{
o.set(s,"open");for(let a of t)a.source===s&&(o.get(
a.target)==="open"?a.isBack=!0:o.has(a.target)||n(
a.target));o.set(s,"done")},i=new Set(t.filter(s=>s.
source!==s.target).map(s=>s.target));for(let s of[
...e.filter(a=>!i.has(a)),...e])o.has(s)||n(s);return t.
filter(s=>!s.isBack)}function _s(e,t){let o=new Map(
e.map(n=>[n,0]));for(let n=0,i=!0;i&&n<=e.length;n+=
1){i=!1;for(let{source:s,target:a}of t){let c=(o.get(
s)??0)+1;(o.get(a)??0)>=c||(o.set(a,c),i=!0)}}return o}
function $s(e,t){let o=Ss(t);for(let n=0;n<4;n+=1){
let i=new Map,s=l=>l.forEach((u,m)=>i.set(u,m-(l.length-
1)/2));e.forEach(s);let a=l=>i.get(l)??0,c=l=>{let u=o.
get(l)??[],m=u.reduce((d,f)=>d+a(f),0);return u.length?
m/u.length:a(l)};for(let l of n%2?[...e].reverse():
e){let u=new Map(l.map(m=>[m,c(m)]));l.sort((m,d)=>(u.
get(m)??0)-(u.get(d)??0)),s(l)}}}function Ss(e){let t=new Map,
o=(n,i)=>{let s=t.get(n)??[];t.set(n,s),s.push(i)};
for(let{path:n}of e)n.slice(1).forEach((i,s)=>{let a=n[s];
a!==void 0&&(o(i,a),o(a,i))});return t}function sr(e,t,o){let{layers:n,edges:i}=ir(e,t),s=Math.
max(1,...n.map(v=>v.length)),a=i.some(v=>v.isBack)?
28:0,c=n.length*132+(n.length-1)*56>o,l=c?{size:64,
gap:48}:Es(n.length,o),u=c?{gap:12,size:Math.min(200,
Math.max(96,(o-a-(s-1)*12)/s))}:{gap:20,size:64},m=n.
length*l.size+(n.length-1)*l.gap,d=s*u.size+(s-1)*
u.gap,f=new Map;n.forEach((v,I)=>{let ke=(d-v.length*
u.size-(v.length-1)*u.gap)/2;v.forEach((bt,wt)=>f.
set(bt,[I*(l.size+l.gap)+l.size/2,ke+wt*(u.size+u.
gap)+u.size/2]))});let x=v=>f.get(v)??[0,0],g=([v,
I])=>c?[I,v]:[v,I],S=l.size/2,T=e.map(v=>{let[I,ke]=g(
x(v)),[bt,wt]=g([l.size,u.size]);return{id:v,box:{
x:I-bt/2,y:ke-wt/2,width:bt,height:wt}}}),z=i.map(
v=>({...v,...v.isBack?Cs(v,x,S,d,g):Rs(v,x,S,g)})),
[X,Y]=g([m,d+a]);return{width:X,height:Y,isDown:c,
routines:Ps(T,c),edges:z}}function Es(e,t){let o=Math.
min(176,Math.max(132,(t-(e-1)*96)/e));return e<2?{
size:o,gap:0}:{size:o,gap:Math.min(128,Math.max(56,
(t-e*o)/(e-1)))}}function Ps(e,t){return[...e].sort(
({box:o},{box:n})=>t?o.y-n.y||o.x-n.x:o.x-n.x||o.y-
n.y)}var ar=([e,t])=>`${e.toFixed(1)} ${t.toFixed(
1)}`;function Rs({path:e},t,o,n){let i=m=>ar(n(m)),
s=e.map(m=>t(m)),a="",c=null;for(let[m,d]of s.slice(
1).entries()){let f=s[m]??d,x=m+2===s.length,g=[f[0]+
o,f[1]],S=[d[0]-o-(x?5:0),d[1]],T=(g[0]+S[0])/2;a+=
`${m?"L":"M"}${i(g)}C${i([T,g[1]])} `,a+=`${i([T,S[1]])}\
 ${i(S)}`,c??=n([T,g[1]+(S[1]-g[1])*.5])}let[l,u]=c??
[0,0];return{d:a,x:l,y:u}}function Cs({source:e,target:t},o,n,i,s){
let[a,c]=[o(e),o(t)],l=(...S)=>ar(s(S)),u=i+18,[m,
d]=[a[0]+n*.4,c[0]-n*.4],f=[`M${l(m,a[1])}L${l(m,u-
8)}`,`Q${l(m,u)} ${l(m-8,u)}L${l(d+8,u)}`,`Q${l(d,
u)} ${l(d,u-8)}L${l(d,c[1])}`].join(""),[x,g]=s([(m+
d)/2,u]);return{d:f,x,y:g}}function js(e,t,o,{figures:n,isHeld:i,isOpen:s,stops:a,
onclick:c,isDisabled:l,isRemote:u}){let m=a.flatMap(
f=>f.condition||[]).join(" or "),d=[n&&`called ${J(
n.started,"time")}${n.failed?`, failed ${n.failed}`:
""}`,i&&"held here",s&&!i&&"at work",a.length?`bre\
akpoint${m?` if ${m}`:""}`:"no breakpoint",u&&"for\
 later jobs"];return r("button",{key:e,type:"butto\
n",class:`routine${i?" held":s?" busy":""}${a.length?
" stop":""}`,"aria-pressed":String(a.length>0),"da\
ta-routine":e,disabled:l,title:a.length?"Remove th\
e breakpoint":"Set a breakpoint",onclick:c,style:{
left:`${o.x}px`,top:`${o.y}px`,width:`${o.width}px`,
height:`${o.height}px`}},r("span",{class:"strong"},
r("i",{class:`dot${a.length&&a.every(f=>!f.enabled)?
" off":""}`,"aria-hidden":"true"}),r("span",null,e),
r("span",{class:"unseen"},`, ${d.filter(f=>f).join(
", ")}`)),r("span",{class:"quiet","aria-hidden":"t\
rue"},i?P("held","held"):s?P("at work","busy"):t&&
t.class_name!==e?t.class_name:""),r("span",{class:"\
quiet number","aria-hidden":"true"},n?[`${p(n.started)}\
×`,n.failed>0&&r("span",{class:"bad"},` ${p(n.failed)}\
 failed`)]:""))}function lr(e,t,o){let n=Object.keys(
e.routines);if(!n.length)return _("This flow has n\
o routines.");let i=sr(n,e.connections,t);return r(
"div",{class:"graph",role:"group","aria-label":`Th\
e routines of ${e.flow_id}`,style:{width:`${i.width}\
px`,height:`${i.height}px`}},r("svg",{width:i.width,
height:i.height,viewBox:`0 0 ${i.width} ${i.height}`,
"aria-hidden":"true"},r("defs",null,r("marker",{id:"\
tip",viewBox:"0 0 8 8",refX:3,refY:4,markerWidth:7,
markerHeight:7,orient:"auto-start-reverse"},r("pat\
h",{d:"M0 0 8 4 0 8z"}))),i.edges.map(s=>r("path",
{key:`${s.source} ${s.target}`,class:"edge",d:s.d,
"marker-end":"url(#tip)"})),i.edges.map(s=>r("text",
{key:`${s.source} ${s.target} label`,x:s.x,y:s.y-(i.
isDown?-4:7),"text-anchor":"middle"},ho(s.labels.join(
", "),i.isDown?24:16)))),i.routines.map(({id:s,box:a})=>js(
s,e.routines[s],a,o(s))))}var ho=(e,t)=>e.length>t?
`${e.slice(0,t-1)}…`:e;var bo="";function cr(e){let t=async o=>{o.preventDefault();
let n=bo.trim();if(!n)return;let i=await de(e,{command:"\
evaluate",lane:e.lane,expression:n}).catch(s=>({error:K(
s).message}));e.evaluated=[{asked:n,answer:i},...e.
evaluated.filter(s=>s.asked!==n)].slice(0,5),q(i.error||
`${n} is ${JSON.stringify(i.result)}`),h()};return[
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
ody",null,o.map(n=>Ts(e,n))),t.truncated&&r("tfoot",
null,r("tr",null,r("td",{colspan:3,class:"quiet"},
"More variables exist but are too large to show.")))):
r("p",{class:"quiet"},"None.")}function Ts(e,[t,o,
n]){let i=`${t} ${o}`,s=JSON.stringify(n),a=[...e.
before.keys()].some(d=>d.startsWith(t))&&e.before.
get(i)!==s,c=pt?.scope===t&&pt.path===o?pt:null,l=()=>{
pt={scope:t,path:o,text:s,error:null},h(),Be("#var\
iable")},u=r("th",{scope:"row"},o,t==="shared"&&r(
"span",{class:"tag"},"shared"),a&&r("span",{class:"\
tag changed"},"changed"));if(!c)return r("tr",{key:i},
u,r("td",null,r("code",null,ho(s,400))),r("td",{class:"\
number"},N("Change",l,{class:"plain",disabled:!fe(
e),"aria-label":`Change ${o}`})));let m=()=>{Lt(),
h()};return r("tr",{key:`${i} edited`},u,r("td",{colspan:2},
r("form",{class:"line",onsubmit:d=>{d.preventDefault(),
Ms(e,c)},onkeydown:d=>{d.key==="Escape"&&m()}},r("\
input",{id:"variable",value:c.text,autocomplete:"o\
ff",spellcheck:"false","aria-label":`New value of ${o}\
, as JSON; other words are a text`,"aria-invalid":String(
!!c.error),oninput:d=>{c.text=d.target.value,h()}}),
r("button",{type:"submit",class:"main"},"Set"),N("\
Cancel",m)),c.error&&r("p",{class:"note bad",role:"\
alert"},c.error)))}async function Ms(e,t){let o=t.
text;try{o=JSON.parse(t.text)}catch{}try{await de(
e,{command:"set_variable",lane:e.lane,scope:t.scope,
variable:t.path,value:o}),q(`${t.path} is ${JSON.stringify(
o)}`),Lt(),Be(".steer .main")}catch(n){t.error=K(n).
message}ne(e)}var Ns={breakpoint:"a breakpoint was hit",pause:"t\
he job was paused",step:"a step ended here",start:"\
it was started held"};function ur(e){let{session:t}=e;
if(!t)return k("Held",{key:"held"},$());if(U(e))return k(
"Held",{key:"held"},r("p",{class:"quiet"},"The job\
 has ended: there is nothing left to hold."));let o=Hn(
e);if(!o)return k("Held",{key:"held"},t.status==="\
paused"?_("The job is paused: it is held as soon a\
s a routine is called or hands out an event."):_("\
Nothing is held: the job runs.","Click a routine t\
o hold the job there, or pause it."));let n=Ns[o.reason]??
o.reason;return k("Held",{key:"held",class:"heldno\
w",aside:P("held","held")},t.lanes.length>1&&r("di\
v",{class:"choices",role:"group","aria-label":"Hel\
d activations"},t.lanes.map(i=>r("button",{key:i.lane,
type:"button","aria-pressed":String(i===o),onclick:()=>{
e.lane=i.lane,ne(e)}},`${i.routine_id} · lane ${i.
lane}`))),ae([["Where",r("span",{class:"strong"},o.
routine_id)],["Why",`${n}${o.breakpoint_id?` (${o.
breakpoint_id})`:""}`],["Since",j(o.held_since)],[
"Goes on by itself",j(o.held_until)]]),r("h3",null,
"What caused it"),r("ol",{class:"stack"},e.stack.map(
(i,s)=>r("li",{key:i.frame,"aria-current":s===e.stack.
length-1&&"true"},r("span",{class:"strong"},i.routine_id),
r("span",{class:"quiet"},i.slot_name&&` by ${i.slot_name}`),
r("span",{class:"quiet"},i.line?` line ${i.line}`:
"")))),r("h3",null,"Variables"),e.variables?mr(e,e.
variables):$(),cr(e))}function dr(e){let t=e.trace.filter(o=>o.event_type!==
"slot_call").slice(-14).reverse();return k("What h\
appens",{key:"trace",aside:r("a",{href:y("jobs",[e.
id])},"The whole job")},t.length===0?$():r("ol",{class:"\
trace"},t.map(o=>{let n=F.flows?.trace[o.event_type],
{data:i}=o;return r("li",{key:o.seq},ce(o.timestamp),
r("span",{class:"strong"},o.routine_id||e.id),P(n?.
text??o.event_type,o.status==="failed"?"bad":n?.kind),
r("span",{class:"quiet"},i.event_name||i.label||i.
message||(i.reason||"").replaceAll("_"," ")||(o.event_type===
"job_completed"?o.status:"")||(O(o.duration)?E(o.duration):
"")))})))}function pr(e,t,o,n,i){let s=t.slice(-40).reverse();
o&&!s.some(c=>c.job_id===o)&&s.push(t.find(c=>c.job_id===
o)||{job_id:o,status:"unknown"});let a=n?.session?.
status??s.find(c=>c.job_id===o)?.status;return r("\
div",{key:"jobbar",class:"line jobbar"},s.length>0&&
r("label",{class:"field"},r("span",null,"Job"),r("\
select",{value:o,onchange:c=>et(y("debug",[e.flow_id,
c.target.value])),updated:c=>{c.value=o??""}},s.map(
c=>r("option",{key:c.job_id,value:c.job_id,selected:c.
job_id===o},`${c.job_id}: ${c.job_id===n?.id&&n.session?.
status||c.status}`)))),a&&P(a==="paused"?"held":a,
F.flows?.states[a]),n?.session?.controller&&r("spa\
n",{class:"quiet"},De(n)==="controller"?`You contr\
ol it, as ${be}`:`Controlled by ${n.session.controller}`),
Os(e),n&&U(n)&&i&&i.job_id!==o&&["running","paused"].
includes(i.status)&&r("a",{href:y("debug",[e.flow_id,
i.job_id])},`Switch to ${i.job_id}, which is runni\
ng`))}function Os(e){let t=new Set(e.connections.map(
i=>i.target_routine)),o=Object.values(e.routines).
find(i=>!t.has(i.routine_id))||Object.values(e.routines)[0];
if(!o||!o.slots.length)return null;let n=i=>async()=>{
let s=await oe("Job started","POST","api/jobs",{flow_id:e.
flow_id,entry_routine_id:o.routine_id,entry_slot:o.
slots[0],start_held:i});s?.job_id&&(fo(),et(y("deb\
ug",[e.flow_id,s.job_id])))};return r("span",{class:"\
line push"},N("Start a job",n(!1),{disabled:!V("de\
bug")}),N("Start one held",n(!0),{disabled:!V("deb\
ug"),title:"It is held where it begins"}))}var wo=1e3;function ft(e){let t=e?`&flow_id=${encodeURIComponent(
e)}`:"",o=`api/jobs?limit=${wo}${t}`,n=M(o,pe),i=n.
value?.total??0,{value:s,error:a}=i>wo?M(`${o}&off\
set=${i-wo}`,pe):n;return{error:a,jobs:s?.jobs}}function Ye(e){setTimeout(e,0)}function ko(e,t){return Ye(
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
id}? This cannot be undone.`)&&Le(e,"cancel")}},"C\
ancel the job"),r("label",{class:"check push"},r("\
input",{type:"checkbox",checked:Qe,onchange:o=>t(o.
target.checked)})," Keys"))}function vo(e){if(!Qe||
!B||e.ctrlKey||e.metaKey||e.altKey||e.repeat||kt(e.
target))return;let t=fr.find(([,,o])=>o===e.key);if(e.
key==="e"){let o=document.getElementById("expressi\
on");o&&(e.preventDefault(),o.focus())}!t||!gr(B,t)||
(e.preventDefault(),yr(B,t))}function br(e,t){let o=M("api/flows",pe>>3);if(!o.
value)return o.error?Z("The flows",o.error):$();let n=o.
value.flows.find(l=>l.flow_id===e);if(!n)return Ls(
e);let{jobs:i}=ft(e);if(!i)return $();let s=i.findLast(
l=>["running","paused"].includes(l.status))||i.at(
-1);if(!t&&s)return ko([e],[e,s.job_id]);Ye(()=>{w.
view==="debug"&&ze(w.rest[1]??null)});let a=B&&B.id===
t?B:null,c=zn(e,a,pe>>1);return[pr(n,i,t,a,s),a&&Ds(
a),a&&hr(a),Fs(n,a,c),r("div",{key:"columns",class:"\
columns"},r("div",{key:"left"},a?ur(a):null),r("di\
v",{key:"right"},rr(n,a,c),a?dr(a):null))]}function Ls(e){
let{jobs:t,error:o}=ft(null),n=t?.find(i=>i.job_id===
e);return n?ko([e],[n.flow_id,e]):o?Z("The jobs",o):
t?_(`Flow or job ${e} not found.`,"Only the newest\
 jobs are kept. ",r("a",{href:y("debug")},"To all \
flows")):$()}function Ds(e){let{link:t,session:o}=e;
if(t==="refused")return r("div",{key:"note",class:"\
note bad",role:"alert"},`${e.error}. It may have b\
een forgotten: only the newest jobs are kept.`);if(t===
"lost"){let n=o&&o.lease_s?E(o.lease_s):"the time \
of the lease";return r("div",{key:"note",class:"no\
te bad",role:"alert"},r("strong",null,"Connection \
to this job lost. "),e.wasController?[`You had con\
trol. If the page is not back within ${n}, `,"what\
 is held goes on by itself. "].join(""):"The data \
is not current. ","The page retries automatically.")}
return V("debug")?o&&!U(e)&&De(e)==="viewer"?r("di\
v",{key:"note",class:"note warn",role:"status"},r(
"strong",null,`${o.controller} controls this job; \
you look on. `),"You are a viewer: you see everyth\
ing and cannot change anything. ",N("Take control",
()=>Le(e,"attach",{steal:!0}))):null:r("div",{key:"\
note",class:"note"},"Read-only: this server does n\
ot allow debugging commands. ",r("code",null,"moni\
tor serve --control debug")," allows it.")}function Fs(e,t,o){
let n=t?M(`api/jobs/${encodeURIComponent(t.id)}/me\
trics`,`${pe} ${t.turn}`).value:null,i=new Set(t?.
session?.lanes.map(d=>d.routine_id)),s=t?.session?.
status==="running",a=t&&!U(t)?!fe(t):!V("debug"),c=document.
querySelector(".graphroom"),l=document.getElementById(
"main"),u=Math.max(200,c?c.clientWidth:(l?l.clientWidth:
window.innerWidth)-100),m=d=>{let f=n?.routine_metrics[d];
return f?{started:f.execution_count,failed:f.error_count}:
n?{started:0,failed:0}:null};return k("Routines",{
key:"graph",aside:r("span",{class:"quiet"},a?"call\
s of this job":"a click sets a breakpoint, another\
 one removes it")},r("div",{class:"scroll graphroo\
m",mounted:()=>Ye(h)},lr(e,u,d=>{let f=o.filter(x=>x.
routine_id===d);return{figures:m(d),isHeld:i.has(d),
isOpen:s&&(t.open.get(d)??0)>0,stops:f,isDisabled:a,
isRemote:f.length>0&&f.every(x=>!x.job),onclick:()=>{
Yn(e.flow_id,t,d,f)}}})))}function wr(){Ye(()=>ze(null));let e=M("api/flows",
pe>>3);if(!e.value)return e.error?Z("The flows",e.
error):$();let t=ft(null).jobs??[],o=t.filter(i=>i.
status==="paused"),n=(i,s)=>t.filter(a=>a.flow_id===
i.flow_id&&a.status===s).length;return[o.length>0&&
k("Held now",{key:"now"},r("ul",{class:"plainlist"},
o.map(i=>r("li",{key:i.job_id},r("a",{href:y("debu\
g",[i.flow_id,i.job_id])},i.job_id)," ",P("held","\
held"))))),k("Flows",{key:"flows"},W({caption:"Flo\
ws",rows:e.value.flows,key:i=>i.flow_id,sort:"flow",
deps:i=>[n(i,"running"),n(i,"paused"),n(i,"failed")],
none:_("No flow yet.","A host shows its flows by ",
r("code",null,"Sources::flows"),"."),columns:[{id:"\
flow",title:"Flow",of:i=>i.flow_id,cell:i=>r("a",{
href:y("debug",[i.flow_id])},i.flow_id)},{id:"rout\
ines",title:"Routines",isNumber:!0,of:i=>Object.keys(
i.routines).length,cell:i=>p(Object.keys(i.routines).
length)},{id:"running",title:"Running",isNumber:!0,
of:i=>n(i,"running"),cell:i=>p(n(i,"running"))},{id:"\
held",title:"Held",isNumber:!0,of:i=>n(i,"paused"),
cell:i=>p(n(i,"paused"))},{id:"failed",title:"Fail\
ed",isNumber:!0,from:"wide",of:i=>n(i,"failed"),cell:i=>p(
n(i,"failed"))}]}))]}var kr={name:"debug",title:"Debugging",order:25,topics:[],
isThere:()=>R("flows"),heading:()=>w.rest[0]?[w.rest[0],
r("span",{class:"quiet"}," flow")]:["Debugging"],show:()=>w.
rest[0]?br(w.rest[0],w.rest[1]):wr(),begin:()=>{In(),
document.addEventListener("keydown",vo),window.addEventListener(
"resize",h)},end:()=>{Kn(),document.removeEventListener(
"keydown",vo),window.removeEventListener("resize",
h),Ot(),Lt(),ze(null)}};var Dt=[{id:"time",title:"Time",cell:e=>ce(e.timestamp)},
{id:"event",title:"Event",of:e=>e.event_type,noSort:!0,
cell:e=>As(e.event_type)},{id:"job",title:"Job",of:e=>e.
job_id,noSort:!0,cell:e=>e.job_id?r("a",{href:y("j\
obs",[e.job_id])},e.job_id):""},{id:"worker",title:"\
Worker",from:"wide",of:e=>e.worker_id,noSort:!0,cell:e=>e.
worker_id||""},{id:"more",title:"More",from:"wide",
of:vr,noSort:!0,cell:vr}],As=e=>P(e,F.feed?.events[e]?.
kind);function vr(e){let{data:t}=e;return[typeof t.
error=="object"?t.error?.message:t.error,t.message,
O(t.progress)&&A(t.progress,0),t.reason,t.name&&t.
name!==e.job_id&&t.name,O(t.attempt)&&t.attempt>1&&
`attempt ${t.attempt}`].filter(n=>typeof n=="strin\
g"&&n).join(" · ").slice(0,300)}var Xe=null,Bs=400,Ft=[],_o=-1/0,xo=0,xr={name:"ev\
ents",title:"Events",order:80,topics:["events"],isThere:()=>R(
"feed")&&R("status"),end:()=>{Xe=null,_o=-1/0},show:()=>{
let e=Xe||Js();return[r("div",{class:"bar"},N(Xe?"\
Go on":"Hold still",()=>{Xe=Xe?null:Ft,h()},{"aria\
-pressed":String(!!Xe)}),r("span",{class:"quiet"},
`the last ${p(e.length)}`,tt?`; ${p(tt)} came too \
fast to be shown`:"")),W({caption:"Events",columns:Dt,
rows:e.slice().reverse(),key:t=>t.seq,filters:[{id:"\
kind",title:"Kind",of:t=>t.event_type}],none:_("No\
thing has happened yet.","Events appear here when \
the host emits them.")})]}};function Js(){if(Ft===
ie)return ie;let e=_o+Bs-performance.now();return e>
0?(xo=xo||setTimeout(()=>{xo=0,h()},e),Ft):(_o=performance.
now(),Ft=ie,ie)}var _r,$r=[],Sr=new WeakMap;function gt(e){return e.
status==="running"&&e.started!==null}function At(e){
let{jobs:t,flows:o}=F;return P(e,t?.states[e]??o?.
states[e])}function Bt(){let e=b.jobs&&b.jobs.jobs;
return e!==_r&&(_r=e,$r=Object.values(e||{}).map($o).
sort((t,o)=>o.latest-t.latest)),$r}function $o(e){
let t=Sr.get(e);if(!t){let o=C(e.completed_at||e.failed_at||
e.cancelled_at)||null,n=C(e.started_at)||(o&&e.execution_time?
o-e.execution_time*1e3:null);t={...e,ended:o,started:n,
run:o?e.execution_time:null,latest:o||n||C(e.queued_at)||
C(e.created_at)||0},Sr.set(e,t)}return t}function Er(){
let e=R("flows")?M("api/jobs?limit=1000",Math.floor(
D()/2e3)).value:null,t=b.jobs&&b.jobs.jobs||{};return e?
e.jobs.filter(o=>!t[o.job_id]).map(o=>{let[n,i]=[C(
o.started_at)||null,C(o.completed_at)||null];return{
...o,name:o.flow_id,tags:[],priority:"",attempts:1,
started:n,ended:i,run:i&&n?(i-n)/1e3:null,latest:i||
n||C(o.created_at)}}):[]}var qs=[{id:"job",title:"Job",of:e=>`${e.job_id} ${e.
name}`,cell:e=>[r("a",{class:"strong",href:y("jobs",
[e.job_id])},e.job_id),e.name!==e.job_id?r("span",
{class:"under quiet"},e.name):null]},{id:"state",title:"\
State",of:e=>e.status,cell:e=>At(e.status)},{id:"r\
un",title:"Run time",isNumber:!0,of:e=>e.ended?e.run:
gt(e)?(D()-e.started)/1e3:null,cell:e=>e.ended?E(e.
run):gt(e)?xt(e.started):"–"},{id:"when",title:"\
Changed",isNumber:!0,from:"roomy",of:e=>e.latest,cell:e=>j(
e.latest/1e3)},{id:"worker",title:"Worker",from:"w\
ide",of:e=>e.worker_id,cell:e=>e.worker_id||"–"},
{id:"tries",title:"Tries",isNumber:!0,from:"wider",
of:e=>e.attempts,cell:e=>p(e.attempts)},{id:"prior\
ity",title:"Priority",from:"wider",of:e=>F.jobs?.priorities.
indexOf(e.priority),cell:e=>e.priority},{id:"more",
title:"Tags and errors",from:"wide",noSort:!0,of:e=>`${e.
error||""} ${e.tags.join(" ")}`,cell:e=>[e.error?r(
"span",{class:"clip bad"},e.error):null,We(e.tags)]}];
function Pr(){let e=w.query.by,t=Ve("by","Group by",
[["","One by one"],["name","By name"],["tag","By t\
ag"],["priority","By priority"]]);if(e)return[r("d\
iv",{class:"bar"},t),Vs(e)];if(R("jobs")&&!b.jobs)
return[r("div",{class:"bar"},t),$()];let o=Er().concat(
Bt());return[r("div",{class:"bar"},t),W({caption:"\
Jobs",columns:qs,rows:o,key:n=>n.job_id,sort:"-whe\
n",filters:[{id:"state",title:"State",of:n=>n.status},
{id:"tag",title:"Tag",of:n=>n.tags},{id:"worker",title:"\
Worker",of:n=>n.worker_id}],none:_("No job yet.","\
Jobs appear here when the host emits ",r("code",null,
"job.created")," or ",r("code",null,"job.started"),
".")}),o.length>=1e3?r("p",{class:"quiet"},"Only t\
he newest 1,000 jobs are listed one by one; the fi\
gures count all."):null]}function Vs(e){let{names:t,
tags:o,priorities:n}=se()??{},i=new Map(Object.entries(
{name:t,tag:o,priority:n})).get(e);if(!i)return $();
let s=Object.entries(i).map(([c,l])=>({id:c,...l})),
a=(c,l,u,m=p)=>({id:c,title:l,isNumber:!0,of:d=>d[u],
cell:d=>m(d[u])});return W({caption:`Jobs by ${e}`,
rows:s,key:c=>c.id,sort:"-started",columns:[{id:e,
title:e.charAt(0).toUpperCase()+e.slice(1),of:c=>c.
id,cell:c=>e==="tag"?r("a",{href:y("jobs",[],{tag:c.
id})},c.id):e==="name"?r("a",{href:y("jobs",[],{q:c.
id})},c.id):c.id},a("started","Started","total_job\
s"),a("completed","Completed","completed_jobs"),a(
"failed","Failed","failed_jobs"),{...a("cancelled",
"Cancelled","cancelled_jobs"),from:"wide"},{...a("\
success","Success","success_rate",A),from:"wide"},
a("time","Mean time","avg_execution_time",E)],none:_(
`No job has a ${e}.`)})}var Ws=60;function So(e,t){let o=t.flatMap(l=>l.spans),
n=Math.min(...o.map(l=>l.from)),i=Math.max(n+1,...o.
map(l=>l.to)),s=l=>`${((l-n)/(i-n)*100).toFixed(3)}\
%`,a=so(e,Ws),c=l=>`${l.name}: ${E((l.to-l.from)/1e3)}${l.
isOpen?" so far":""}`;return r("figure",{class:"ti\
meline",key:e},r("figcaption",null,r("span",{class:"\
name"},e),r("span",{class:"quiet"},`${E((i-n)/1e3)}\
 in all`)),r("ol",null,t.slice(0,a).map((l,u)=>r("\
li",{key:l.key??u},r("span",{class:"who",title:l.name,
style:{"padding-left":`${Math.min(8,l.indent||0)*.75}\
rem`}},l.name),r("span",{class:"track"},l.spans.map(
(m,d)=>r("span",{key:d,class:`span ${m.kind} ${m.isOpen?
"open":""}`,title:c(m),style:{left:s(m.from),width:s(
n+m.to-m.from)}},r("span",{class:"unseen"},c(m)))),
(l.marks||[]).slice(0,100).map((m,d)=>r("span",{key:`\
m${d}`,class:`mark ${m.kind}`,title:m.title,style:{
left:s(m.at)}}))),r("span",{class:"took"},E(l.spans.
reduce((m,d)=>m+(d.to-d.from),0)/1e3))))),t.length>
a?r("p",{class:"more"},N(`Show all ${p(t.length)}`,
()=>ao(e,t.length))):null)}function Rr(e){let t=[],o=null;for(let i of e){let s=C(
i.timestamp),a=F.feed?.events[i.event_type]?.phase;
a!==void 0&&(o&&t.push({...o,to:s}),o=a&&{from:s,name:a.
text,kind:a.kind})}if(o&&t.push({...o,to:D(),isOpen:!0}),
!t.length)return null;let n=[...new Set(t.map(i=>i.
name))].map(i=>({name:i,spans:t.filter(s=>s.name===
i)}));return So("The life of the job",n)}function Cr(e){
let t=new Map,o=e.events.at(-1),n=o?.event_type===
"job_completed"?C(o.timestamp):D();for(let{event_type:a,
routine_id:c,timestamp:l,data:u}of e.events){let m=C(
l),d=t.get(u.frame),f=F.flows?.trace[a];a==="routi\
ne_start"?t.set(u.frame,{name:c,cause:u.cause,from:m,
to:null,kind:"busy",marks:[]}):d&&a==="routine_com\
plete"?Object.assign(d,{to:m,kind:"good"}):d&&a===
"routine_error"?Object.assign(d,{to:m,kind:"bad",error:u.
message}):d&&f?.is_mark&&d.marks.push({at:m,kind:f.
kind,title:[a.replaceAll("_"," "),u.event_name||u.
slot_name||u.label||"",u.message||""].filter(x=>x).
join(": ")})}let i=a=>{let c=0;for(let l=a;l&&c<12;l=
t.get(l.cause))c+=1;return c-1},s=[...t].map(([a,c])=>({
key:a??"",name:c.name,indent:i(c),marks:c.marks,spans:[
{from:c.from,to:c.to??n,isOpen:c.to===null,kind:c.
kind,name:c.error?`${c.name}: ${c.error}`:c.name}]}));
return So("Activations, each below what caused it",
s)}function jr(e){let t=b.jobs&&b.jobs.jobs[e],o=t?$o(
t):null,i=!o||!o.ended?Math.floor(D()/1e3):"ended",
s=R("feed")?M(`api/v1/events?job=${encodeURIComponent(
e)}&limit=1000`,o?`${o.latest} ${i}`:i):Ue,a=Is(e,
i)?M(`api/jobs/${encodeURIComponent(e)}/metrics`,i):
Ue,c=a.value?M(`api/jobs/${encodeURIComponent(e)}/\
trace?limit=2000`,a.value.total_events):Ue,l=s.value&&
s.value.events||[];return!o&&!l.length&&!a.value?s.
isLoading||a.isLoading||R("jobs")&&!b.jobs?$():_("\
Job not found, or no longer kept.","Only the newes\
t jobs and events are kept. ",r("a",{href:y("jobs")},
"To all jobs")):[r("div",{class:"bar"},At(o?o.status:
a.value?a.value.status:"unknown"),R("flows")&&a.value?
r("a",{class:"button",href:y("debug",[e])},"Debug"):
null,b.exec&&b.exec.commands[e]?r("a",{class:"butt\
on",href:y("commands",[e])},"Its command"):null),o&&
o.error?r("div",{class:"note bad"},L("bad")," ",o.
error):null,o?Ks(o,l):null,a.value?Us(a.value):null,
c.value&&c.value.events.length?k("Trace",{},Cr(c.value)):
null,l.length?k("History",{},Rr(l),W({caption:"Eve\
nts of the job",columns:Dt.filter(u=>u.id!=="job"),
rows:l.slice().reverse(),key:u=>u.seq,prefix:"e-"})):
null]}function Is(e,t){return(R("flows")?M("api/jo\
bs?limit=1000",t).value:null)?.jobs.some(n=>n.job_id===
e)??!1}function Ks(e,t){let o=t.filter(i=>O(i.data.
progress)).pop(),n=e.started||D();return k("Facts",
{},o&&!e.ended?me(o.data.progress,"Progress of the\
 job"):null,ae([["Name",e.name],["Run time",e.ended?
E(e.run):gt(e)?xt(e.started):null],["Waited",e.created_at&&
e.started?E((n-C(e.created_at))/1e3):null],["Worke\
r",e.worker_id],["Tries",e.attempts],["Priority",e.
priority],["Tags",e.tags.length?We(e.tags):null],[
"Made",e.created_at&&j(e.created_at)],["Ended",e.ended&&
j(e.ended/1e3)]]))}function Us(e){let t=(o,n,i,s=p,a)=>({
id:o,title:n,isNumber:!0,from:a,of:c=>c[i],cell:c=>s(
c[i])});return k("Routines",{aside:e.dropped_events?
r("span",{class:"quiet"},`${p(e.dropped_events)} o\
ld events are not kept`):null},ae([["Flow",e.flow_id],
["Ran",E(e.duration)],["Held",e.held_ms>0?E(e.held_ms/
1e3):null],["Activations",p(e.total_routines)],["F\
ailed",e.failed_routines?p(e.failed_routines):null]]),
W({caption:"Routines",rows:Object.values(e.routine_metrics),
key:o=>o.routine_id,prefix:"r-",sort:"-total",columns:[
{id:"routine",title:"Routine",of:o=>o.routine_id,cell:o=>o.
routine_id},t("runs","Runs","execution_count"),t("\
total","Total","total_duration",E),t("mean","Mean",
"avg_duration",E,"wide"),t("longest","Longest","ma\
x_duration",E,"wide"),t("errors","Errors","error_c\
ount")]}))}var Mr={name:"jobs",title:"Jobs",order:10,topics:[
"jobs","status","exec"],isThere:()=>R("jobs")||R("\
flows"),badge:()=>{let e=se()?.jobs.currently_running;
return e?{value:p(e),words:"running"}:null},above:()=>w.
rest.length?r("a",{href:y("jobs")},"Jobs"):null,heading:()=>[
w.rest[0]??"Jobs"],show:()=>w.rest[0]===void 0?Pr():
jr(w.rest[0]),watches:Ie("status",(e,t)=>{let o=Tr(
t)-Tr(e);if(o<=0)return[];let n=_e(t)?void 0:t.recent_jobs.
filter(i=>i.failed_at).pop();return[{tag:"failed j\
obs",title:o===1&&n?`Job ${n.job_id} has failed`:`${p(
o)} jobs have failed`,body:n&&n.error||"",address:o===
1&&n?y("jobs",[n.job_id]):y("jobs",[],{state:"fail\
ed"})}]})};function Tr(e){return _e(e)?0:e.jobs.failed_jobs}var Nr,Or=[];function ge(){let{runs:e}=b;return e!==
Nr&&(Nr=e,Or=e?e.order.flatMap(t=>{let o=e.runs[t];
return o?[o]:[]}):[]),Or}var Hs=e=>O(e.estimated_time_remaining)&&
e.state_kind==="busy"?`about ${H(e.estimated_time_remaining)}\
 left`:"",yt=e=>O(e.current_step)?`step ${p(e.current_step)}${e.
total_steps?` of ${p(e.total_steps)}`:""}`:"";function Lr(e){
return[r("div",{class:"line"},r("a",{class:"strong",
href:y("runs",[e.id])},e.experiment_name),P(e.state_text,
e.state_kind),r("span",{class:"push figure"},A(e.progress_percent))),
me(e.progress_percent,`Progress of ${e.experiment_name}`,
e.state_kind),r("p",{class:"quiet clip"},[yt(e),e.
step_name,Hs(e),e.errors?J(e.errors,"error"):""].filter(
t=>t).join(" · "))]}var Dr=5*6e4,Gs=5e3,Ce=Se("visit",null),ht=Ce&&Date.
now()-Ce.at>Dr?Ce:null;function zs(){if(document.hidden||
!b.status&&!b.runs)return;let e=se()?.jobs;Ce={at:Date.
now(),feed:xe,completed:e?.completed_jobs??0,failed:e?.
failed_jobs??0},Ee("visit",Ce)}function Fr(){if(!ht||
!b.runs&&!b.status)return null;let{at:e,completed:t,
failed:o}=ht,{jobs:n,system:i}=se()??{},s=ht.feed===
xe,a=(f=0,x)=>Math.max(0,f-(s?x:0)),c=ge().filter(
f=>f.end_time&&C(f.end_time)>e||f.is_in_trouble&&C(
f.last_update)>e).slice(0,6),l=i?.recent_errors.filter(
f=>C(f.at)>e)??[],u=a(n?.completed_jobs,t),m=a(n?.
failed_jobs,o),d=!c.length&&!u&&!m&&!l.length;return k(
"While you were away",{class:"away",aside:N("Dismi\
ss",()=>{ht=null,h()},{class:"plain"})},r("p",{class:"\
quiet"},"Last visit ",j(e/1e3),s||!xe?".":"; the s\
erver was started anew since."),d?r("p",null,"Noth\
ing has ended or failed since."):r("ul",{class:"pl\
ainlist tight"},c.map(f=>r("li",{key:f.id,class:"l\
ine"},P(f.state_text,f.state_kind),r("a",{href:y("\
runs",[f.id])},f.experiment_name),r("span",{class:"\
quiet"},j(f.end_time||f.last_update)))),u?r("li",{
key:"done"},P(`${J(u,"job")} completed`,"good")):null,
m?r("li",{key:"bad"},r("a",{href:y("jobs",[],{state:"\
failed"})},P(`${J(m,"job")} failed`,"bad"))):null,
l.length?r("li",{key:"errors"},P(`${J(l.length,"er\
ror")} of the system`,"bad")):null))}function Ar(){
document.addEventListener("visibilitychange",()=>{
document.hidden||(Ce&&Date.now()-Ce.at>Dr&&(ht=Ce),
h())}),setInterval(zs,Gs)}function Br(){let e=ge(),t=e.filter(o=>o.is_open).
concat(e.filter(o=>!o.is_open)).slice(0,4);return k(
"Runs",{aside:r("a",{href:y("runs")},e.length>t.length?
`All ${p(e.length)}`:"All")},b.runs?t.length?r("ul",
{class:"plainlist"},t.map(o=>r("li",{key:o.id},Lr(
o)))):_("No run yet.","Record any program as a run\
: ",r("code",null,"monitor run -- COMMAND")):$())}
function Jr({system:e,recent_jobs:t}){let o=e.recent_errors.
map(s=>({at:s.at,what:s.message,who:"system"})),n=t.
filter(s=>s.failed_at).map(s=>({at:s.failed_at,what:s.
error||"failed",who:s.job_id,job:s.job_id})),i=o.concat(
n).sort((s,a)=>C(a.at)-C(s.at)).slice(0,4);return k(
"Errors",{aside:r("a",{href:y("jobs",[],{state:"fa\
iled"})},"Failed jobs")},i.length?r("ul",{class:"p\
lainlist"},i.map(s=>r("li",{key:`${s.who} ${s.at}`,
class:"trouble"},L("bad"),r("p",null,s.job?r("a",{
href:y("jobs",[s.job])},s.who):r("span",{class:"st\
rong"},s.who)," ",r("span",{class:"quiet"},j(s.at)),
r("span",{class:"clip"},s.what))))):r("p",{class:"\
fine"},L("good")," Nothing has gone wrong lately."))}
function qr(){let e=we().filter(t=>t.running);return k(
"Commands",{aside:r("a",{href:y("commands")},"All")},
b.exec?e.length?r("ul",{class:"plainlist"},e.slice(
0,5).map(t=>r("li",{key:t.id,class:"line"},r("a",{
href:y("commands",[t.id])},t.id),r("span",{class:"\
quiet"},t.sample?`${A(t.sample.cpu_percent,0)} CPU\
 · ${Q(t.sample.rss_bytes)}`:"begins")))):r("p",{
class:"quiet"},we().length?"None running.":"No com\
mand is being sampled."):$())}function Vr(e,t,{at:o=String,from:n="",to:i="now",
format:s=p}={}){let a=t[0]?t[0].values.length:0,c=Array.
from({length:a},(x,g)=>t.reduce((S,T)=>S+(T.values[g]??
0),0)),l=He(Math.max(1,...c)),u=ue/Math.max(1,a),m=new Array(
a).fill(G),d=t.map(x=>r("path",{key:x.name,class:`\
fill ${x.kind}`,d:x.values.map((g,S)=>{if(!g)return"";
let T=G*g/l,z=(m[S]??G)-T;m[S]=z;let X=(S*u+u*.12).
toFixed(1),Y=(u*.76).toFixed(1);return`M${X} ${z.toFixed(
2)}h${Y}v${T.toFixed(2)}h-${Y}z`}).join("")})),f=t.
map(x=>`${s(x.values.reduce((g,S)=>g+S,0))} ${x.name}`);
return Ge({title:e,words:f.join(", "),layers:t,shapes:d,
most:l,format:s,from:n,to:i,tip:x=>{let g=Math.min(
a-1,Math.floor(x*a));return[o(g),...t.map(S=>`${S.
name} ${s(S.values[g])}`)]}})}function Wr(e,t,{format:o=p}={}){let n=t.flatMap(m=>m.
points),i=Math.min(D()-6e4,...n.map(([m])=>m)),s=Math.
max(D(),...n.map(([m])=>m)),a=He(Math.max(.001,...n.
map(([,m])=>m))),c=([m,d])=>`M${((m-i)/(s-i)*ue).toFixed(
1)} ${(G-2-(G-4)*d/a).toFixed(1)}h0`,l=t.map(m=>r(
"path",{key:m.name,class:`dots ${m.kind}`,d:m.points.
map(c).join("")})),u=t.map(m=>`${p(m.points.length)}\
 ${m.name}`).join(", ");return Ge({title:e,words:u,
layers:t,shapes:l,most:a,format:o,from:Ze(i),to:"n\
ow",tip:m=>{let d=i+m*(s-i),f=t.flatMap(({name:x,points:g})=>g.
map(([S,T])=>({name:x,x:S,y:T}))).reduce((x,g)=>!x||
Math.abs(g.x-d)<Math.abs(x.x-d)?g:x,null);return f?
[Ze(f.x),`${f.name} after ${o(f.y)}`]:[]}})}function Ir({jobs:e,system:t}){let o=(n,i)=>n>0?i:
null;return nn([["Running",p(e.currently_running),
o(e.currently_running,"busy")],["Queued",p(t.queue_depth),
null,`at most ${p(t.max_queue_depth)}`],e.currently_paused?
["Paused",p(e.currently_paused),"held"]:null,["Com\
pleted",p(e.completed_jobs),o(e.completed_jobs,"go\
od")],["Failed",p(e.failed_jobs),o(e.failed_jobs,"\
bad")],["Cancelled",p(e.cancelled_jobs),o(e.cancelled_jobs,
"warn")],["Success",A(e.success_rate)],["Errors",p(
t.error_count),o(t.error_count,"bad")],["Up",r("sp\
an",{title:t.uptime_formatted},H(t.uptime))]])}var Ys=[
"seconds","The last minute","second","60 s ago"],Qs={
hour:["minutes","The last hour","minute","60 min a\
go"],day:["hours","The last day","hour","24 h ago"]};
function Kr({throughput:e}){let[t,o,n,i]=Qs[w.query.
span??""]??Ys,s=e[t],a=(m,d)=>({name:m,kind:d,values:s.
map(f=>f[m])}),c=[a("completed","good"),a("failed",
"bad"),a("cancelled","warn")],l=s.reduce((m,d)=>m+
d.completed+d.failed+d.cancelled,0),u=m=>m===s.length-
1?`this ${n}`:`${J(s.length-1-m,n)} ago`;return k(
"Throughput",{aside:Ve("span","Span of time",[["",
"Minute"],["hour","Hour"],["day","Day"]])},je("thr\
oughput",[s.map(m=>`${m.completed},${m.failed},${m.
cancelled}`).join(" "),t],()=>Vr(`${o}: ${J(l,"job")}\
 ended`,c,{at:u,from:i})),Ur("Jobs lately",["start\
ed","done","failed","per s"],[Eo("Last minute",e.seconds,
60),Eo("Last hour",e.minutes),Eo("Last day",e.hours)]))}
function Eo(e,t,o){let n=i=>t.reduce((s,a)=>s+a[i],
0);return[e,p(n("started")),p(n("completed")),p(n(
"failed")),o?(n("completed")/o).toFixed(1):"–"]}
function Ur(e,t,o){return r("div",{class:"scroll",
tabindex:"0",role:"region","aria-label":e},r("tabl\
e",{class:"small"},r("caption",{class:"unseen"},e),
r("thead",null,r("tr",null,r("th",{scope:"col"},r(
"span",{class:"unseen"},"What")),t.map(n=>r("th",{
key:n,scope:"col",class:"number"},n)))),r("tbody",
null,o.map(([n,...i])=>r("tr",{key:n},r("th",{scope:"\
row"},n),i.map(s=>r("td",{class:"number"},s)))))))}
function Hr({jobs:e}){let t=e.execution_time,o=e.queue_wait,
n=(i,s)=>[i,...[s.p50,s.p95,s.p99,s.max].map(a=>s.
count?E(a):"–")];return k("Latency",{aside:r("a",
{href:y("jobs",[],{sort:"-run"})},"Longest")},je("\
latency",[Math.floor(D()/500),b.jobs],Xs),Ur("Time\
s of jobs",["p50","p95","p99","longest"],[n("Run t\
ime (completed jobs)",t),n("Queue wait",o)]))}function Xs(){
let e=Bt().filter(o=>o.ended&&(o.run??0)>0).slice(
0,400),t=o=>e.filter(n=>n.status==="completed"===o).
map(n=>[n.ended??0,n.run??0]).reverse();return Wr(
`Run times of the last ${p(e.length)} jobs`,[{name:"\
completed",kind:"good",points:t(!0)},{name:"failed\
 or cancelled",kind:"bad",points:t(!1)}],{format:E})}function Ae(){let e=se()?.workers;return e?Object.
entries(e.workers).map(([t,o])=>({id:t,...o})):[]}
var Zs=[{id:"worker",title:"Worker",of:e=>e.id,cell:e=>[
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
 "),cell:e=>We(e.tags)}];function Jt(e,t){return b.
status?W({caption:"Workers",columns:Zs,rows:e,key:o=>o.
id,sort:"worker",prefix:t,filters:[{id:"state",title:"\
State",of:o=>o.status}],none:_("No worker has regi\
stered.","A worker is there as soon as it emits ",
r("code",null,"WorkerEvent::registered")," or send\
s a heartbeat.")}):$()}var Gr={name:"overview",title:"Overview",order:0,topics:[
"status","jobs","runs","exec"],isThere:()=>!0,show:()=>{
let{status:e}=b;if(e&&_e(e))return _(`${e.error}: \
no figures are kept.`,V("metrics")?N("Enable it",()=>oe(
"Enable","POST","system/enable")):"The host can en\
able it.");let t=R("status")&&e&&!e.jobs.total_jobs&&
!e.jobs.created&&!Ae().length;return[Fr(),R("statu\
s")&&!e?$():null,t?ea():null,e&&!t?Ir(e):null,r("d\
iv",{class:"columns"},e&&!t?[Kr(e),Hr(e)]:null,R("\
runs")?Br():null,e&&Ae().length?k("Workers",{aside:r(
"a",{href:y("workers")},"All")},Jt(Ae().slice(0,8),
"w-")):null,e&&!t?Jr(e):null,R("exec")?qr():null)]},
load:Ar};function ea(){return k("No notification y\
et",{},r("p",null,"Jobs, workers and errors appear\
 when a program emits events to this host. ","For \
a demonstration, run ",r("code",null,"monitor serv\
e --demo"),"."))}var ta=[{id:"run",title:"Run",of:e=>`${e.experiment_name}\
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
of:e=>C(e.last_update),cell:e=>j(e.last_update)}];
function zr(){return b.runs?W({caption:"Runs",columns:ta,
rows:ge(),key:e=>e.id,sort:"-changed",filters:[{id:"\
state",title:"State",of:e=>e.state_text}],none:_("\
No run yet.","Record any program as a run: ",r("co\
de",null,"monitor run -- COMMAND"),". A program of\
 your own holds a ",r("code",null,"RunDir"),".")}):
$()}var Yr=!0;function Qr({bars:e}){if(!e||!e.length)return null;
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
test(n)?Q:/percent/.test(n)?i=>A(i):i=>qt(i,4);return k(
"Figures",{},t.slice(0,12).map(([n,i])=>{let s=na(
i);return Ne(n.replaceAll("_"," "),[{name:n,kind:"\
busy",points:s}],{format:o(n),at:a=>qt(a,6),from:qt(
s[0]?.[0],4),to:qt(s.at(-1)?.[0],4)})}))}function qt(e,t){
return e===void 0?"":Number(e.toPrecision(t)).toString()}
function na(e){return("points"in e?e.points:e).map(
o=>"x"in o?[o.x,o.y]:o).filter(([o,n])=>O(o)&&O(n))}
function Zr({messages:e,errors:t}){if(!e||!e.length)
return null;let o={error:"bad",warning:"warn"},n=e.
slice(-15).reverse();return k("Messages",{aside:t&&
t.length?r("span",{class:"bad"},J(t.length,"error")):
null},r("ul",{class:"plainlist tight"},n.map((i,s)=>r(
"li",{key:`${i.timestamp} ${e.length-s}`,class:"tr\
ouble"},L(o[i.level]||"idle"),r("p",null,r("span",
{class:"quiet"},ce(i.timestamp)," ",i.level==="inf\
o"?"":i.level||"")," ",i.message)))))}function ei(e,{
plots:t}){return!t||!t.length?null:k("Plots",{},r(
"div",{class:"plots"},t.slice(-12).reverse().map(o=>{
let{file:n,timestamp:i}=typeof o=="string"?{file:o}:
o,s=i?`?at=${encodeURIComponent(i)}`:"",a=`${e}/pl\
ots/${encodeURIComponent(n)}${s}`;return r("figure",
{key:n},r("a",{href:a,target:"_blank",rel:"noopene\
r"},r("img",{src:a,alt:`Plot ${n}`,loading:"lazy"})),
r("figcaption",{class:"quiet"},n))})))}function ti(e,t){
let o=M(`${e}/log?max=32768`,t.seq),n=i=>{Yr&&(i.scrollTop=
i.scrollHeight)};return k("Log",{aside:r("a",{href:`${e}\
/log?max=1048576`},"More of it")},o.value?r("pre",
{class:"log",tabindex:"0",role:"region","aria-labe\
l":"The end of the log",mounted:n,updated:n,onscroll:i=>{
let s=i.target;Yr=s.scrollTop+s.clientHeight>=s.scrollHeight-
8}},o.value.text):o.error?r("p",{class:"quiet"},o.
error.status===404?"No log.":o.error.message):$())}function oi(e){let t=ge().find(s=>s.id===e);if(!t)
return b.runs?_("Run not found, or no longer there\
.",r("a",{href:y("runs")},"To all runs")):$();let o=`\
api/v1/runs/${encodeURIComponent(e)}`,n=t.unreadable?
Ue:M(o,`${t.seq} ${t.state_text}`),i=n.value||{};return[
r("div",{class:"bar"},P(t.state_text,t.state_kind),
r("a",{class:"button",href:`${o}/report.html`,download:`${e}\
.html`},"Download report")),ra(t),n.error?Z("Canno\
t read the run",n.error):null,ia(t,i),r("div",{class:"\
columns"},Qr(i),Xr(i),Zr(i)),ei(o,i),i.log_file?ti(
o,t):null]}function ra(e){return e.state_note?r("d\
iv",{class:`note ${e.state_kind}`},L(e.state_kind),
` ${e.state_note}`,e.is_in_trouble?[" Last update ",
j(e.last_update),"."]:null):null}function ia(e,t){
let o=t.eta&&e.state_kind==="busy"?t.eta:null,n=a=>new Date(
D()+a*1e3).toLocaleTimeString("en-GB",{hour:"2-dig\
it",minute:"2-digit"}),[i,s]=o?[n(o.low_s),n(o.high_s)]:
[];return k("Progress",{aside:r("span",{class:"fig\
ure big"},A(e.progress_percent))},me(e.progress_percent,
`Progress of ${e.experiment_name}`,e.state_kind),ae(
[["Step",[e.step_name,yt(e)].filter(a=>a).join(" ·\
 ")],["Left",o?`${H(o.low_s)} to ${H(o.high_s)}${o.
overdue?", overdue":""}`:null],["Done",o?i===s?`at\
 ${i}`:`between ${i} and ${s}`:null],["Began",e.start_time&&
j(e.start_time)],["Ended",e.end_time&&j(e.end_time)],
["Took",e.end_time&&e.start_time?E((C(e.end_time)-
C(e.start_time))/1e3):null],["Last change",e.last_update&&
j(e.last_update)],["Machine",e.host],["Attempt",e.
attempt>1?e.attempt:null],["Errors",e.errors?p(e.errors):
null],["CPU time",E(t.resources?.cpu_s)],["Peak me\
mory",Q(t.resources?.peak_rss_bytes)]]))}var ni={name:"runs",title:"Runs",order:40,topics:[
"runs"],isThere:()=>R("runs"),badge:()=>{let e=ge(),
t=e.filter(n=>n.state_kind==="busy").length,o=e.filter(
n=>n.is_in_trouble).length;return t||o?{value:p(t),
words:`running${o?`, ${o} in trouble`:""}`,kind:o?
"bad":""}:null},above:()=>w.rest.length?r("a",{href:y(
"runs")},"Runs"):null,heading:()=>{let[e]=w.rest;return[
e&&b.runs?.runs[e]?.experiment_name||e||"Runs"]},show:()=>w.
rest[0]===void 0?zr():oi(w.rest[0]),watches:Ie("ru\
ns",(e,t)=>t.order.flatMap(o=>{let[n,i]=[e.runs[o],
t.runs[o]];if(!n||!i)return[];let[s,a]=[n.state_text,
i.state_text];return s===a||i.state_kind==="busy"?
[]:[{tag:`run ${o}`,title:`${i.experiment_name}: ${a}`,
body:i.state_reason||i.last_error||i.last_message||
"",address:y("runs",[o])}]}))};var ii={name:"workers",title:"Workers",order:30,topics:[
"status"],isThere:()=>R("workers"),badge:()=>{let e=Ae();
if(!e.length)return null;let t=e.filter(o=>o.status===
"offline").length;return{value:p(e.length-t),words:`\
online${t?`, ${t} offline`:""}`,kind:t?"bad":""}},
show:()=>Jt(Ae(),""),watches:Ie("status",(e,t)=>{let o=ri(
e);return Object.entries(ri(t)).filter(([n,i])=>i.
status==="offline"&&o[n]?.status==="online").map(([
n])=>({tag:`worker ${n}`,title:`Worker ${n} is off\
line`,body:"Its heartbeat timed out, or it reporte\
d that it stops.",address:y("workers")}))})};function ri(e){
return _e(e)?{}:e.workers.workers}var si=[Gr,Mr,ii,ni,Bn,xr,kr,Tn];function sa(e){if(e.key!=="/"||e.ctrlKey||e.metaKey||
e.altKey||kt(e.target))return;let o=document.querySelector(
"main input[type=search]");o&&(e.preventDefault(),
o.focus())}io();window.addEventListener("pageshow",
e=>{e.persisted&&location.reload()});document.addEventListener(
"keydown",sa);setInterval(()=>{document.hidden?it():
Co()},1e3);gn(si);on();
