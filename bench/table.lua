--- The table that is printed.

local report = {}

local HEAD = ("%-38s%9s%9s%7s %-12s%-8s%-7s%6s %-10s"):format("",
    "libcurl", "ours", "ratio", "(half)", "bar", "", "ratio",
    "to a peer")

local function number(value)
    if not value then
        return "-"
    elseif value >= 100 then
        return ("%.0f"):format(value)
    end
    return (value >= 10 and "%.1f" or "%.2f"):format(value)
end

local function spread(summary)
    if not summary.low then
        return ""
    end
    return ("%.2f-%.2f"):format(summary.low, summary.high)
end

-- By way of the yardstick if there is one: they were paired with it.
local function to_peer(ours, peer)
    if ours.ratio and peer.ratio then
        return ours.ratio.median / peer.ratio.median
    end
    return ours.median / peer.median
end

-- The ratio to the peer that took least, and its name
local function to_cheapest(bench, figures)
    local most, name
    for _, peer in ipairs(bench.clients.peers) do
        local figure = figures[peer.name]
        local ratio = figure and to_peer(figures.ours, figure)
        if ratio and (not most or ratio > most) then
            most, name = ratio, peer.name
        end
    end
    return most, name
end

local function bar_of(row, figures)
    local bar = row.bar
    if not bar then
        return "", ""
    end
    local is_ratio = row.of_bare
    local value = is_ratio and figures.ours.ratio.median
        or figures.ours.median
    return (is_ratio and "%.2f x" or "%g"):format(bar),
        value <= bar and "ok" or "missed"
end

local function peers_of(bench, figures)
    local parts = {}
    for i, peer in ipairs(bench.clients.peers) do
        local figure = figures[peer.name]
        parts[i] = ("%10s"):format(number(figure and figure.median))
    end
    return table.concat(parts)
end

local function heading(bench)
    local parts = {}
    for i, peer in ipairs(bench.clients.peers) do
        parts[i] = ("%10s"):format(peer.name)
    end
    print("\n" .. HEAD .. table.concat(parts))
end

--- Prints the heading.
report.heading = heading

--- Prints one row.
-- @tparam table bench
-- @tparam table row `what`, `bar`, and `of_bare`: whether that is for the
--   ratio to bare libcurl
-- @tparam ?table figures by name; nil if they can't be measured here
-- @treturn boolean whether a bar was missed
function report.row(bench, row, figures)
    if not figures then
        print(("%-38s  %s"):format(row.what, "could not be measured"))
        return row.bar ~= nil
    end
    local ours, bare = figures.ours, figures.bare
    local limit, verdict = bar_of(row, figures)
    local to_best, best = to_cheapest(bench, figures)
    print(("%-38s%9s%9s%7s %-12s%-8s%-7s%6s %-10s%s"):format(row.what,
        number(bare and bare.median), number(ours.median),
        bare and ("%.2f"):format(ours.ratio.median) or "-",
        bare and spread(ours.ratio) or "", limit, verdict,
        to_best and ("%.2f"):format(to_best) or "", best or "",
        peers_of(bench, figures)))
    return verdict == "missed"
end

return report
