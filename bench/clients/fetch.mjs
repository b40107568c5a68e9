// Node's fetch, which keeps connections and opens as many as are needed.

const cpu = () => {
    const used = process.cpuUsage();
    return (used.user + used.system) / 1e6;
};

let before = cpu();
new Request("https://localhost/"); // loads fetch, which Node does when asked
const loading = cpu() - before;

const { createInterface } = await import("node:readline");

const [origin, , token, number] = process.argv.slice(2);
const url = `${origin}/v25.0/${number}/register`;

const call = async () => {
    const answer = await fetch(url, {
        method: "POST",
        headers: {
            Authorization: `Bearer ${token}`,
            "User-Agent": "whatsapp-registration/0.0",
            Accept: "application/json",
            "Content-Type": "application/json",
        },
        body: JSON.stringify({ messaging_product: "whatsapp", pin: "071934" }),
    });
    const { success } = await answer.json();
    if (answer.status !== 200 || success !== true)
        throw new Error(`status ${answer.status}`);
};

const many = async (count, atOnce) => {
    let started = 0;
    const next = async () => {
        while (started++ < count)
            await call();
    };
    await Promise.all(Array.from({ length: atOnce }, next));
};

for await (const line of createInterface({ input: process.stdin })) {
    const [name, count, atOnce] = line.split(" ");
    before = cpu();
    if (name !== "load")
        await many(Number(count), Number(atOnce ?? 1));
    const spent = cpu() - before;
    process.stdout.write(`${(name === "load" ? loading : spent).toFixed(6)}\n`);
}
process.exit(0);
