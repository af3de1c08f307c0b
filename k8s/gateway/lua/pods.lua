-- The balancer: connects to the pod that the request was let through to.
local balancer = require "ngx.balancer"

local M = {}

function M.choose()
  local pod = ngx.ctx.pod
  if not pod or not balancer.set_current_peer(pod.address, pod.port) then return ngx.exit(502) end
end

return M
