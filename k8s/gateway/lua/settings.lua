-- The settings, which start.sh has checked. The environment is read nowhere else.
local addresses = require "addresses"

local ranges = {}
for range in os.getenv("GATEWAY_POD_RANGES"):gmatch("[^, ]+") do
  ranges[#ranges + 1] = addresses.range(range)
end

return {
  preview_domain = os.getenv("GATEWAY_PREVIEW_DOMAIN"),
  app_origin = os.getenv("GATEWAY_APP_ORIGIN"),
  redis_host = os.getenv("GATEWAY_REDIS_HOST"),
  redis_port = tonumber(os.getenv("GATEWAY_REDIS_PORT")),
  preview_port = tonumber(os.getenv("GATEWAY_POD_PREVIEW_PORT")),
  agent_port = tonumber(os.getenv("GATEWAY_POD_AGENT_PORT")),
  pod_ranges = ranges,
}
