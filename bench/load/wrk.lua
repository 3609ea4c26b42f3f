-- Sends the bodies of a file one after another, and prints the figures as one line of JSON. Arguments: method, path, file of bodies (one a line; may be empty).
local requests, at = {}, 0

function init(args)
  local headers = { ["Accept-Encoding"] = "gzip", ["Host"] = "127.0.0.1" }
  for body in io.lines(args[3]) do
    if args[1] == "POST" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
    requests[#requests + 1] = wrk.format(args[1], args[2], headers, args[1] == "POST" and body or nil)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"seconds": %f, "requests": %d, "bytes": %d, "half": %f, "slowest": %f, "errors": %d}\n',
    summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
