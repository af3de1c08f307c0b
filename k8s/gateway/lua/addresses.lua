-- IPv4 addresses and ranges as numbers. Strict: what isn't exactly four decimal numbers is no address.
local M = {}

-- → a number, or nil. No octal, no leading zero, no port, no IPv6: each is a way to say one address and mean another.
function M.number(text)
  if type(text) ~= "string" or #text > 15 then return nil end
  local parts = {text:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")}
  if #parts ~= 4 then return nil end
  local number = 0
  for _, part in ipairs(parts) do
    local value = tonumber(part)
    if value > 255 or tostring(value) ~= part then return nil end
    number = number * 256 + value
  end
  return number
end

-- `10.8.0.0/14` → {first, last}
function M.range(text)
  local address, bits = text:match("^(.*)/(%d+)$")
  local size = 2 ^ (32 - tonumber(bits))
  local first = math.floor(M.number(address) / size) * size
  return {first, first + size - 1}
end

function M.within(text, ranges)
  local number = M.number(text)
  if not number then return false end
  for _, range in ipairs(ranges) do
    if number >= range[1] and number <= range[2] then return true end
  end
  return false
end

return M
