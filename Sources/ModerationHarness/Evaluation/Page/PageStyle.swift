/// The style of the page: no fonts, no script, nothing from elsewhere.
enum PageStyle {
  static let css = """
    :root { color-scheme: light dark; --back: #fbfbfa; --card: #fff; --text: #1c1c1a; --soft: #5d5d58; --line: #deded8;
      --yes: #c2410c; --no: #2563eb; --curve: #0f766e; --accent: #7c2d12; }
    @media (prefers-color-scheme: dark) { :root { --back: #161615; --card: #1f1f1d; --text: #ecece6; --soft: #a6a69e;
      --line: #393935; --yes: #fb923c; --no: #60a5fa; --curve: #5eead4; --accent: #fdba74; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--back); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
    main { max-width: 1120px; margin: 0 auto; padding: 28px 24px 64px; }
    h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; } h2 { font-size: 19px; margin: 40px 0 10px; }
    p { max-width: 76ch; margin: 6px 0; } .soft, small { color: var(--soft); } small { font-size: 12.5px; }
    small.n { display: block; white-space: nowrap; } code { font-size: 13px; overflow-wrap: anywhere; }
    p code, .thresholds code { white-space: nowrap; } .pictures p code { white-space: normal; }
    nav { margin: 12px 0 0; } nav a { margin-right: 14px; } a { color: var(--no); }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 18px 0; }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
    .card h3 { font-size: 13px; font-weight: 600; color: var(--soft); margin: 0; }
    .card .big { font-size: 27px; font-weight: 650; line-height: 1.3; }
    .wide { overflow-x: auto; } table { border-collapse: collapse; margin: 8px 0 14px; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--soft); font-size: 13px; padding: 2px 0; }
    th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
    thead th { font-size: 13px; font-weight: 600; color: var(--soft); white-space: nowrap; }
    tbody th { font-weight: 500; } .counts td, .counts thead th + th { text-align: right; }
    .none { color: var(--soft); } .cell { font-weight: 650; } abbr { text-decoration: underline dotted; }
    .group th { background: transparent; padding-top: 14px; color: var(--soft); font-size: 13px; }
    details.question { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 10px 0; padding: 0 16px; }
    details.question > summary { padding: 10px 0; font-size: 16px; font-weight: 600; cursor: pointer; }
    details.question > details { margin-bottom: 12px; } summary { cursor: pointer; } .kind { color: var(--soft); font-weight: 400; font-size: 13px; margin-right: 4px; }
    ul.notes { margin: 4px 0 10px; padding-left: 18px; color: var(--accent); font-size: 14px; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(245px, 1fr)); gap: 10px 18px; }
    figure { margin: 6px 0; } figcaption { font-size: 13px; color: var(--soft); } figcaption b { color: var(--text); }
    figure details { font-size: 13px; } svg { width: 100%; height: auto; max-width: 480px; display: block; }
    .grid { stroke: var(--line); stroke-width: 1; } .tick { fill: var(--soft); font-size: 10.5px; }
    .axis { fill: var(--soft); font-size: 11.5px; } .curve { fill: none; stroke: var(--curve); stroke-width: 2.2; }
    .thin { stroke-width: 1.2; } .curve-dot { fill: var(--curve); } .diagonal { fill: none; stroke: var(--soft); stroke-dasharray: 3 4; }
    .now { fill: var(--yes); stroke: var(--card); stroke-width: 1.5; } .yes { fill: var(--yes); } .no { fill: var(--no); }
    .key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; } .key.yes { background: var(--yes); }
    .key.no { background: var(--no); }
    .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 14px; padding: 0; margin: 10px 0; }
    .pictures li { list-style: none; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
    .pictures .frame { height: 150px; display: flex; align-items: center; justify-content: center; color: var(--soft); font-size: 13px;
      background: color-mix(in srgb, var(--line) 45%, transparent); text-align: center; }
    .pictures img { max-width: 100%; max-height: 150px; display: block; } .pictures p { margin: 0; padding: 8px 12px; font-size: 13.5px; overflow-wrap: anywhere; }
    .REVIEW, .BLOCK, .PASS { font-weight: 650; } .BLOCK { color: var(--yes); } .blurred { font-size: 12px; color: var(--soft); }
    @media print { details.question { break-inside: avoid; } }
    """
}
