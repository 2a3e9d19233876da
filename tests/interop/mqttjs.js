// SPDX-License-Identifier: GPL-3.0-or-later
// URL VERSION CA: everything that is published comes back, a large message too.
const fs = require ('fs');
const mqtt = require ('mqtt');

const [url, version, ca] = process.argv.slice (2);
const large = Buffer.alloc (3000000, 'x');
const client = mqtt.connect (url, {
  protocolVersion: Number (version),
  protocolId: version === '3' ? 'MQIsdp' : 'MQTT',
  ca: fs.readFileSync (ca),
  reconnectPeriod: 0,
});
let n = 0;

function fail (why) {
  console.error (why);
  process.exit (1);
}

client.on ('connect', () => client.subscribe ('a/#', { qos: 2 }, () => {
  for (let i = 0; i < 1000; i++)
    client.publish ('a/b', String (i), { qos: i % 3 });
  client.publish ('a/large', large, { qos: 1 });
}));
client.on ('message', (topic, payload) => {
  if (topic === 'a/large' && !payload.equals (large))
    fail ('other bytes');
  if (++n === 1001)
    client.end ();
});
client.on ('error', fail);
client.on ('close', () => n === 1001 ? process.exit (0) : fail ('closed after ' + n));
