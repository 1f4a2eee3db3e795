/** One sheet, no picture and no font from elsewhere: the page is read offline, on paper and on a phone. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1a1d23;--soft:#59616e;--line:#d9dde4;--page:#f6f7f9;--card:#fff;--accent:#1f5fbf;
--critical:#a3123a;--high:#b8420b;--medium:#8a6100;--low:#2a6288;--info:#59616e;--ok:#1c6b3a;--chip:#eef1f5;--onbadge:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a3acb9;--line:#343a44;--page:#14171c;--card:#1c2027;--accent:#8ab4f8;
--critical:#ff7d9c;--high:#ff9d66;--medium:#e9c15c;--low:#85c1ea;--info:#a3acb9;--ok:#7bd39a;--chip:#2a303a;--onbadge:#14171c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header.top,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
header.top{padding-top:1.5rem}
.brand{font-weight:700;letter-spacing:.02em;color:var(--soft);margin:0}
h1{font-size:clamp(1.35rem,1rem + 2vw,2.1rem);line-height:1.25;margin:.3rem 0 .6rem;text-wrap:balance}
h2{font-size:1.3rem;margin:2.2rem 0 .7rem}
h3{font-size:1.1rem;margin:0;overflow-wrap:anywhere}
h4{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.3rem 0}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.3rem .6rem}
.soft{color:var(--soft)}.small{font-size:.875rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1rem 0;padding:0;list-style:none}
.figures li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.6rem .8rem}
.figures b{display:block;font-size:clamp(1.1rem,.9rem + .8vw,1.35rem);white-space:nowrap;line-height:1.2;font-variant-numeric:tabular-nums}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1rem;padding:0;margin:.6rem 0;list-style:none}
.card{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem;margin:0 0 1rem;border-left:.35rem solid var(--line)}
.card.critical{border-left-color:var(--critical)}.card.high{border-left-color:var(--high)}.card.medium{border-left-color:var(--medium)}
.card>header{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline;margin-bottom:.6rem}
.badge{display:inline-block;border-radius:.3rem;padding:.05rem .45rem;font-size:.78rem;font-weight:700;text-transform:uppercase;letter-spacing:.03em;color:var(--onbadge);background:var(--info)}
.badge.critical{background:var(--critical)}.badge.high{background:var(--high)}.badge.medium{background:var(--medium)}.badge.low{background:var(--low)}.badge.ok{background:var(--ok)}
.chips{display:flex;flex-wrap:wrap;gap:.3rem;padding:0;margin:.3rem 0;list-style:none}
.chips li{background:var(--chip);border-radius:1rem;padding:.05rem .6rem;font-size:.875rem}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.6rem 1.2rem;margin:.6rem 0}
.answers dt{font-size:.8rem;color:var(--soft);text-transform:uppercase;letter-spacing:.04em}.answers dd{margin:0;overflow-wrap:anywhere}
svg.ladder{display:block;width:100%;max-width:34rem;height:auto;margin:.4rem 0}
svg.ladder text{font:12px system-ui,sans-serif;fill:var(--ink)}svg.ladder .rung{fill:var(--chip);stroke:var(--line)}
svg.ladder .proved{fill:var(--critical)}svg.ladder .inferred{fill:url(#stripes);stroke:var(--critical)}.stripe{stroke:var(--critical)}
details{border-top:1px solid var(--line);padding:.45rem 0}summary{cursor:pointer;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-size:.8rem;color:var(--soft);font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;padding-right:1rem}td.n{white-space:nowrap}
/* A stranger's word may be long and have no place to break; a column of it is never squeezed to a letter. */
td.word,th.word{overflow-wrap:anywhere;min-width:9rem}th[scope=row]{position:sticky;left:0;background:var(--page)}.hidden{position:absolute;left:-99rem}
pre{background:var(--chip);border-radius:.4rem;padding:.5rem .7rem;margin:.3rem 0;font:.82rem/1.45 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
code{font:.86em ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
ol.steps{margin:.3rem 0;padding-left:1.3rem}ol.steps li{margin:.15rem 0}
.box{display:inline-block;width:1em;height:1em;border:1.5px solid var(--soft);border-radius:.2em;margin-right:.4em;vertical-align:-.12em}
footer{padding:2rem 1rem 3rem;color:var(--soft);font-size:.875rem}
@media (max-width:34rem){svg.ladder text{font-size:16px}.stack,.stack tbody,.stack tr,.stack td{display:block;border:0}.stack thead{position:absolute;left:-99rem}
.stack tr{border-bottom:1px solid var(--line);padding:.5rem 0}.stack td{padding:.05rem 0}.stack td:first-child{font-weight:600}.stack td.n{text-align:left;padding:0}.stack td.n::before{content:attr(data-of) " ";color:var(--soft)}
table.plan td:nth-child(-n+4){display:inline}table.plan td:nth-child(2){font-weight:600}table.plan td:nth-child(2)::after{content:"\\a";white-space:pre}
table.plan td:nth-child(3)::after{content:" · "}}
@media print{:root{--page:#fff;--card:#fff}body{font-size:11pt}nav,.skip{display:none}.card,tr{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}}
`;
