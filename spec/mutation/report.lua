-- What became of the mutants: a table, the changes that nobody noticed, and
-- `N passed, N failed`. A change passes if a spec noticed it, if the
-- compiler made the same program of it, or if spec/mutation/equivalents
-- says why none can.
--
--     lua report.lua DIRECTORY NAME...

local read = require("spec.support.files").read

local directory = arg[1]

local function key_of(file, before, after)
    return file .. ".c\n" .. before .. "\n" .. after
end

-- Blocks of three lines after `# a reason`: the file, the line, and what it
-- was changed to. A reason stands for all blocks until the next.
local function read_equivalents()
    local equivalents, reason, block = {}, nil, {}
    for line in io.lines "spec/mutation/equivalents" do
        if line:find "^# " then
            reason = line
        elseif line ~= "" then
            block[#block + 1] = line
            if #block == 3 then
                equivalents[table.concat(block, "\n")] = reason
                block = {}
            end
        end
    end
    return equivalents
end

local equivalents = read_equivalents()
local was_seen = {}
local passed, failed = 0, 0

local function judge(counts, name, number, line, before, after)
    local fate = read(("%s/%s/%s/fate"):format(directory, name, number))
        :match "^[^\n]*"
    local key = key_of(name, before, after)
    was_seen[key] = true
    if fate == "survived" and equivalents[key] then
        fate = "explained"
    end
    local word = fate:match "^%a+"
    counts[word] = (counts[word] or 0) + 1
    if fate == "survived" then
        failed = failed + 1
        print(("survived  src/%s.c:%s\n  %s\n  %s"):format(name, line, before,
            after))
    elseif word ~= "is" then
        passed = passed + 1
    end
end

local function look_for_stale(name)
    for key in pairs(equivalents) do
        if key:match "^[^\n]*" == name .. ".c" and not was_seen[key] then
            failed = failed + 1
            print("explained, but not a change any more:\n  "
                .. key:gsub("\n", "\n  "))
        end
    end
end

local rows = {}
for index = 2, #arg do
    local name, counts = arg[index], {}
    for entry in io.lines(("%s/%s/list"):format(directory, name)) do
        local number, line, before, after =
            entry:match "^(%d+)\t(%d+)\t(.*)\t(.*)$"
        judge(counts, name, number, line, before, after)
    end
    look_for_stale(name)
    rows[#rows + 1] = { name, counts }
end

print(("%-16s %8s %8s %10s %9s %9s"):format("", "noticed", "same", "explained",
    "survived", "not C"))
for _, row in ipairs(rows) do
    local counts = row[2]
    print(("%-16s %8d %8d %10d %9d %9d"):format(row[1], counts.noticed or 0,
        counts.makes or 0, counts.explained or 0, counts.survived or 0,
        counts.is or 0))
end
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0)
