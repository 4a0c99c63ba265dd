// The host's side of the page: the official AppBridge, with every call handed to the test's Node process.
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

window.openPlayer = async (hostContext) => {
  const frame = document.getElementById("app");
  const bridge = new AppBridge(null, { name: "test-host", version: "1" }, { serverTools: {}, openLinks: {} }, { hostContext });
  bridge.oncalltool = (params) => window.callTool(params);
  bridge.onsizechange = ({ height }) => { if (height) frame.style.height = `${height}px`; };
  const ready = new Promise((resolve) => { bridge.oninitialized = resolve; });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.src = "/app";
  await ready;
  window.bridge = bridge;
};
