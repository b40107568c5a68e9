--- The same module as `whatsapp.registration`, with functions and methods that
-- return `nil, err` when those raise `err`.
--
-- The iterator of `phone_numbers` gives `false, err` when a later page can't
-- be had, and ends then, so that no loop takes an error for the end:
--
--     local numbers, err = client:phone_numbers { waba_id = id }
--     for number, problem in assert(numbers, err) do
--         if not number then
--             print(problem)
--             break
--         end
--     end
-- @module whatsapp.registration.safe

return require("whatsapp.registration.module").returning()
