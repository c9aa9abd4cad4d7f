// Leads a Node process's connections to the hosts of NARU_INTERCEPT_HOSTS, and
// no others, to the interceptor at NARU_INTERCEPT, whose certificates
// NARU_INTERCEPT_CA signs. `naru exec` has Node load it before the program.
"use strict";
const fs = require("fs");
const net = require("net");
const tls = require("tls");

const { NARU_INTERCEPT, NARU_INTERCEPT_HOSTS, NARU_INTERCEPT_CA } = process.env;
const hosts = new Set((NARU_INTERCEPT_HOSTS || "").split(",").filter(Boolean));

/** Whether a name is of one of the hosts, in any case and with a dot at its end. */
const stoodFor = (name) => typeof name === "string" && hosts.has(name.toLowerCase().replace(/\.$/, ""));
const isObject = (value) => typeof value === "object" && value !== null;

/** Every connection of Node begins with this method: net's, http's, https's and fetch's. */
function leadConnections({ hostname, port }) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // Node itself calls it with one list of options and callback, which has a mark that must stay.
    const list = Array.isArray(args[0]) ? args[0] : args;
    const [first, second] = list;
    if (isObject(first) && !first.path && stoodFor(first.host)) {
      list[0] = { ...first, host: hostname, port: Number(port), lookup: undefined };
    } else if (!isObject(first) && stoodFor(second)) {
      list.splice(0, 2, { host: hostname, port: Number(port) });
    }
    return connect.apply(this, args);
  };
}

/** The hosts are told apart by their names, and vouched for by a CA that a program's own list lacks. */
function trust(certificate) {
  const connect = tls.connect;
  tls.connect = function (...args) {
    const at = args.findIndex(isObject);
    const options = at < 0 ? {} : args[at];
    const name = options.servername || options.host || (typeof args[1] === "string" ? args[1] : "");
    if (stoodFor(name)) {
      const more = { servername: name, ca: options.ca ? [].concat(options.ca, certificate) : certificate };
      if (at >= 0) args[at] = { ...options, ...more };
      else args.splice(typeof args[1] === "string" ? 2 : 1, 0, more);
    }
    return connect.apply(this, args);
  };
}

if (NARU_INTERCEPT && NARU_INTERCEPT_CA) {
  leadConnections(new URL(NARU_INTERCEPT));
  trust(fs.readFileSync(NARU_INTERCEPT_CA, "utf8"));
  require("module").syncBuiltinESMExports(); // for import { connect } from "node:tls"
}
