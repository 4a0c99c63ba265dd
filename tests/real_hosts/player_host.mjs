// A host with a window: Debian's Chromium shows the player beside the real stdio server, through the official AppBridge.
// Usage: node player_host.mjs CHROMIUM FOLDER COMMAND [ARG ...]; prints what it saw as one line of JSON.
import { createServer } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import axe from "axe-core";
import { build } from "esbuild";
import puppeteer from "puppeteer-core";

const [chromium, folder, command, ...commandArguments] = process.argv.slice(2);
const PLAYER = "ui://nemo-video/player.html";
const LIMIT = { timeout: 60_000 };
const ENDLESS = "job_endless";  // nobody answers who waits for it

const client = new Client({ name: "claude-code", version: "1" });
await client.connect(new StdioClientTransport({ command, args: commandArguments, env: process.env }));
const call = (name, given = {}) => client.callTool({ name, arguments: given }, undefined, { timeout: 120_000 });

const [resource] = (await client.readResource({ uri: PLAYER })).contents;
const listed = (await client.listResources()).resources.find(({ uri }) => uri === PLAYER);
const origins = (resource._meta ?? listed._meta).ui.csp.resourceDomains;
// What the specification lets a host grant: inline code of the page, and media from the declared origins.
const policy = ["default-src 'none'", "script-src 'unsafe-inline'", "style-src 'unsafe-inline'",
  `img-src data: ${origins.join(" ")}`, `media-src data: ${origins.join(" ")}`].join("; ");

const bundle = await build({
  entryPoints: [fileURLToPath(new URL("player_page.mjs", import.meta.url))], bundle: true, write: false, format: "iife",
});
const page_html = '<!doctype html><body style="margin:0"><iframe id="app" sandbox="allow-scripts" '
  + 'style="border:0;width:100%;height:600px"></iframe><script src="/bridge.js"></script>';
const server = createServer((request, response) => {
  const answers = {
    "/": ["text/html", page_html], "/bridge.js": ["text/javascript", bundle.outputFiles[0].text], "/app": ["text/html", resource.text],
  };
  const [type, body] = answers[request.url] ?? ["text/plain", ""];
  response.writeHead(200, { "Content-Type": `${type}; charset=utf-8`, ...(request.url === "/app" ? { "Content-Security-Policy": policy } : {}) });
  response.end(body);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await puppeteer.launch({
  executablePath: chromium, userDataDir: join(folder, "profile"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
});
const seen = { origins, requests: [], errors: [], calls: [], barriers: [] };

async function openWindow(width, theme, locale = "en") {
  const page = await browser.newPage();
  page.on("console", (line) => { if (line.type() === "error") seen.errors.push(line.text()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith("data:") && !request.url().startsWith(origin)) seen.requests.push(new URL(request.url()).origin); });
  await page.setViewport({ width, height: 900 });
  await page.exposeFunction("callTool", ({ name, arguments: given }) => { seen.calls.push(name); return given.job_id === ENDLESS ? new Promise(() => {}) : call(name, given); });
  await page.goto(origin);
  await page.evaluate((context) => window.openPlayer(context), { theme, locale });
  const app = page.frames().find((frame) => frame.url().endsWith("/app"));
  return { page, app, show: (result) => page.evaluate((given) => window.bridge.sendToolResult(given), result) };
}

// What stands in the way of people with a screen reader or weak eyes, as axe finds it.
async function lookForBarriers({ app }, state) {
  await app.evaluate(axe.source);
  const { violations } = await app.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  seen.barriers.push(...violations.map(({ id, nodes }) => `${state}: ${id}, ${nodes[0].html.slice(0, 100)}`));
}

const made = await call("generate", { prompt: "a 4-second sunset over the ocean" });
await call("generate", { prompt: 'add the title "Golden Hour" for the first 2 seconds' });
const state = await call("state");
const exported = await call("export", { format: "mp4", quality: "low" });

const { page, app, show } = await openWindow(640, "light");
await show(state);
await app.waitForSelector("#timeline .item", LIMIT);
seen.items = await app.$$eval("#timeline .item", (items) => items.map((item) => item.firstChild.textContent));
await show(exported);
await app.waitForFunction(() => document.querySelector("video")?.readyState >= 2, LIMIT);
seen.duration = await app.$eval("video", (video) => video.duration);

// A click in the middle of the timeline is a seek to the middle of the film, and another picture.
const video = await app.$("video");
const pixels = async () => (await video.screenshot({ encoding: "base64" }));
const before = await pixels();
const box = await (await app.$("#timeline")).boundingBox();
await page.mouse.click(box.x + 8 + (box.width - 16) * 0.75, box.y + box.height / 2);
await app.waitForFunction(() => { const film = document.querySelector("video"); return !film.seeking && film.readyState >= 2 && film.currentTime > 1; }, LIMIT);
seen.current_time = await app.$eval("video", (film) => film.currentTime);
seen.picture_changed = before !== await pixels();
await app.focus("#timeline");
await page.keyboard.press("Home");
seen.here = await app.$eval("#here", (told) => told.textContent);
seen.after_home = await app.$eval("#timeline", (timeline) => Number(timeline.getAttribute("aria-valuenow")));
await app.$eval("video", (film) => film.play());
await app.waitForFunction(() => document.querySelector("video").currentTime > 0.3, LIMIT);
await app.$eval("video", (film) => film.pause());

// Without a mouse: where Tab leads, that it shows where one is, and what the keys do on the timeline.
seen.keys = {};
const value = () => app.$eval("#timeline", (timeline) => Number(timeline.getAttribute("aria-valuenow")));
const press = async (key) => { await page.keyboard.press(key); return value(); };
const isPaused = () => app.$eval("video", (film) => film.paused);
await app.focus("#timeline");
seen.keys.moves = [await press("Home"), await press("ArrowRight"), await press("ArrowRight"), await press("ArrowLeft"), await press("PageUp"), await press("End")];
await page.keyboard.press("Home");
seen.keys.paused = [];
for (const key of ["Space", "Space", "Enter", "Escape"]) { await page.keyboard.press(key); seen.keys.paused.push(await isPaused()); }
const suggested = { tool: "generate", arguments: { prompt: "add the title 'Late' at 2 seconds" }, reason: "A title.", origin: "next" };
await show({ ...state, structuredContent: { ...state.structuredContent, suggestions: [suggested] } });
await app.focus("video");
seen.keys.order = ["screen"];
seen.keys.rings = [];
for (let count = 0; count < 20 && seen.keys.order.at(-1) !== "next"; count += 1) {
  await page.keyboard.press("Tab");
  const [name, ring] = await app.evaluate(() => {
    const element = document.activeElement;
    return [element.closest("[id]")?.id ?? "", Number.parseFloat(getComputedStyle(element).outlineWidth)];
  });
  if (name !== seen.keys.order.at(-1)) seen.keys.order.push(name);
  if (name === "timeline" || name === "next") seen.keys.rings.push(ring);
}
await page.keyboard.press("Enter");
await app.waitForFunction(() => document.querySelectorAll("#timeline .item.title").length > 1, LIMIT);
seen.keys.focus_after = await app.evaluate(() => document.activeElement.id);

// A suggestion is a button; what it does shows on the timeline.
const suggestion = { tool: "generate", arguments: { prompt: "add lo-fi music" }, reason: "Music is missing.", origin: "next" };
await show({ ...state, structuredContent: { ...state.structuredContent, suggestions: [suggestion] } });
await app.click("#next button");
await app.waitForFunction(() => document.querySelectorAll("#timeline .item.sound").length > 1, LIMIT);
seen.items_after = await app.$$eval("#timeline .item", (items) => items.map((item) => item.firstChild.textContent));
seen.changed = await app.$$eval("#timeline .item.changed", (items) => items.map((item) => item.firstChild.textContent));

// An error is told, in words.
await show(await call("wait", { job_id: "job_none" }));
seen.error = await app.$eval("#message", (message) => message.textContent);

const board = await call("preview", { at_s: [0, 1, 2, 3] }).catch(() => null);
for (const [width, theme, locale] of [[320, "light", "zh-CN"], [320, "dark", "en"], [640, "dark", "en"], [1200, "light", "en"], [1200, "dark", "zh-CN"]]) {
  const opened = await openWindow(width, theme, locale);
  await opened.show(await call("state"));
  if (board && !board.isError) await opened.show(board);
  await opened.show(exported);
  await opened.app.waitForFunction(() => document.querySelector("video")?.readyState >= 2, LIMIT);
  await new Promise((resolve) => setTimeout(resolve, 300));
  seen.overflow = Math.max(seen.overflow ?? 0, await opened.app.evaluate(() => document.documentElement.scrollWidth - window.innerWidth));
  await lookForBarriers(opened, `${width} ${theme}`);
  await writeFile(join(folder, `player-${width}-${theme}.png`), await opened.page.screenshot({ fullPage: true }));
  await opened.page.close();
}
// Who reads Chinese reads the details in Chinese; who wants no motion gets none before asking for it.
const calm = await openWindow(640, "light", "zh-CN");
await calm.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
await calm.show(state);
await calm.app.waitForSelector("#timeline .item", LIMIT);
seen.details = await calm.app.$$eval("#timeline .item small", (details) => details.map((detail) => detail.textContent));
await calm.show(await call("export", { format: "gif", quality: "low" }));
await calm.app.waitForFunction(() => document.querySelector("#screen canvas")?.width > 0, LIMIT);
seen.moving = await calm.app.evaluate(() => [document.querySelectorAll("#screen img, #screen video").length, document.getAnimations().length]);
await calm.app.click("#screen .play");
seen.moving.push(await calm.app.evaluate(() => document.querySelectorAll("#screen img").length));
await calm.page.close();

const empty = await openWindow(640, "light");
await empty.show({ content: [], structuredContent: { project_id: "prj_x", timeline: { summary: "", duration_s: 0, tracks: [], items: [] }, suggestions: [] } });
seen.empty = await empty.app.$eval("#message", (message) => message.textContent);
seen.wish = await empty.app.$eval("#answer:not([hidden]) #words", (field) => field.getAttribute("aria-label"));
await lookForBarriers(empty, "empty");

// A question has its answers in the order of the backend; a job that is followed has no button to wait.
await empty.show({ content: [], structuredContent: { status: "needs_input", question: "Which mood?", options: ["calm", "upbeat"], suggestions: [] } });
seen.options = await empty.app.$$eval("#answer .option", (options) => options.map((option) => option.textContent));
await lookForBarriers(empty, "question");
const wait = { tool: "wait", arguments: { job_id: ENDLESS }, reason: "It goes on.", origin: "next" };
await empty.show({ content: [], structuredContent: { status: "running", job_id: ENDLESS, stage: "rendering", percent: 42, suggestions: [wait] } });
seen.running = await empty.app.evaluate(() => [document.querySelector("#stage").textContent, document.querySelector("#done").ariaLabel, document.querySelectorAll("#next button").length]);
await lookForBarriers(empty, "running");

// In bars without room for words stand numbers, and in those without room for these nothing.
const short = Array.from({ length: 40 }, (_, at) => ({ item: `clip ${at + 1}`, name: "sunset", start_s: at, end_s: at + 1 }));
seen.crowded = [];
for (const width of [1200, 320]) {
  await empty.page.setViewport({ width, height: 900 });
  await empty.show({ content: [], structuredContent: { project_id: "prj_x", timeline: { summary: "", duration_s: 40, tracks: [], items: short }, suggestions: [] } });
  await empty.app.waitForFunction(() => document.querySelectorAll("#timeline .item").length === 40, LIMIT);
  seen.crowded.push(await empty.app.$$eval("#timeline .item", (items) => items.map((item) => item.innerText).join(" ")));
}
// A thousand clips are bars of some together, named by their numbers.
const many = Array.from({ length: 1000 }, (_, at) => ({ item: `clip ${at + 1}`, name: "sunset", start_s: at, end_s: at + 1 }));
await empty.show({ content: [], structuredContent: { project_id: "prj_x", timeline: { summary: "", duration_s: 1000, tracks: [], items: many }, suggestions: [] } });
seen.blocks = await empty.app.$$eval("#timeline .block", (bars) => bars.map((bar) => bar.firstChild.textContent));
await empty.show({ content: [], structuredContent: { project_id: "prj_x", timeline: { summary: "", duration_s: 40, tracks: [], items: short }, suggestions: [] } });
const countTicks = () => empty.app.$$eval(".ruler span", (ticks) => ticks.length);
seen.ticks = [await countTicks()];
await empty.page.setViewport({ width: 1200, height: 900 });
await empty.app.waitForFunction((few) => document.querySelectorAll(".ruler span").length > few, LIMIT, seen.ticks[0]);
seen.ticks.push(await countTicks());

// Of a draft that frame shows at which one looks, on the storyboard and on the timeline.
const two = [{ item: "clip 1", name: "sunset", start_s: 0, end_s: 2 }, { item: "clip 2", name: "city", start_s: 2, end_s: 4 }];
const image = (digit) => ({ type: "image", mimeType: "image/png", data: `${digit}AAA` });
await empty.show({ content: [image(1), image(2)], structuredContent: { project_id: "prj_x", timeline: { summary: "", duration_s: 4, tracks: [], items: two }, frames: [{ at_s: 1 }, { at_s: 3 }], suggestions: [] } });
const shown = () => empty.app.$eval("#screen img", (picture) => picture.src.slice(-4));
seen.looked = [await shown()];
await empty.app.click("#storyboard li:last-child button");
seen.looked.push(await shown(), await empty.app.$eval("#here", (told) => told.textContent));
await empty.app.focus("#timeline");
await empty.page.keyboard.press("Home");
seen.looked.push(await shown());

// The storyboard shows the draft as it is, also after an edit.
const drafted = await openWindow(640, "light");
const draft = await call("state");
await drafted.show(draft);
await drafted.app.waitForSelector("#screen img", LIMIT);
await drafted.app.waitForSelector("#timeline .sound svg", LIMIT);
const show_frames = () => drafted.app.$$eval("#timeline .clip img", (images) => images.map((image) => image.src));
const frames = await show_frames();
const first = await drafted.app.$eval("#screen img", (image) => image.src);
const grey = { tool: "edit", arguments: { edits: [{ op: "look", item: "clip 1", look: "black_and_white" }] }, reason: "Grey.", origin: "next" };
await drafted.show({ ...draft, structuredContent: { ...draft.structuredContent, suggestions: [grey] } });
await drafted.app.click("#next button");
await drafted.app.waitForSelector("#timeline .clip.changed img", LIMIT);
await drafted.app.waitForFunction((before) => document.querySelector("#screen img").src !== before, LIMIT, first);
seen.redrawn = true;
seen.frames = [frames, await show_frames()];
seen.waveforms = await drafted.app.$$eval("#timeline .sound", (sounds) => sounds.map((sound) => sound.querySelectorAll("svg").length));

await browser.close();
server.close();
await client.close();
process.stdout.write(`${JSON.stringify(seen)}\n`);
