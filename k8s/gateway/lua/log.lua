-- Lines for the operator on stderr, as JSON. Not through nginx's log, which adds the request line with its ticket.
local cjson = require "cjson.safe"

return function(severity, message, fields)
  local line = {severity = severity, service = "preview-gateway", message = message}
  for name, value in pairs(fields or {}) do line[name] = value end
  line.time = os.date("!%Y-%m-%dT%H:%M:%SZ")
  io.stderr:write(cjson.encode(line), "\n")
end
