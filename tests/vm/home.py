"""The radio of the virtual machine, and a home's monitors on the same virtual air.

Controller A listens on a Unix socket for the machine's HCI; each monitor is a bumble device with a
controller of its own. Commands come as lines on standard input, what happens goes out as lines.
"""

import asyncio
import datetime
import struct
import sys

from bumble import hci
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.pairing import PairingConfig, PairingDelegate
from bumble.transport import open_transport

READ, WRITE = Characteristic.READABLE, Characteristic.WRITEABLE
BONDED = Characteristic.READ_REQUIRES_ENCRYPTION | Characteristic.WRITE_REQUIRES_ENCRYPTION


def say(*words):
    print(*words, flush=True)


class Air(LocalLink):
    """Delivers by the connection's own address: BlueZ scans with a private random address and
    connects with its public one, and bumble looks up by the former (0.0.236)."""

    def send_acl_data(self, sender, destination, transport, data):
        connection = sender.le_connections.get(destination)
        address = connection.self_address if connection else None
        for peer in self.controllers:
            back = peer.le_connections.get(address) if peer is not sender else None
            if back is not None and back.self_address == destination:
                loop = asyncio.get_running_loop()
                loop.call_soon(lambda: peer.on_link_acl_data(address, transport, data))
                return None
        return super().send_acl_data(sender, destination, transport, data)


def number(uuid):
    return UUID.from_16_bits(uuid)


def date_time(when):
    return struct.pack(
        "<HBBBBB", when.year, when.month, when.day, when.hour, when.minute, when.second
    )


class Monitor:
    """One device; it announces itself while it is awake and not connected."""

    def __init__(self, air, name, address, service):
        self.name, self.service, self.awake, self.connection = name, service, False, None
        where = Address(address, Address.PUBLIC_DEVICE_ADDRESS)
        host = Host()
        host.controller = Controller(name, link=air, public_address=address)
        self.device = Device(config=DeviceConfiguration(name=name, address=where), host=host)
        self.device.pairing_config_factory = lambda _: PairingConfig(
            sc=True,
            mitm=False,
            bonding=True,
            delegate=PairingDelegate(PairingDelegate.IoCapability.NO_OUTPUT_NO_INPUT),
        )
        self.device.add_services(self.services())
        self.device.on("connection", self.connected)

    async def start(self):
        await self.device.power_on()

    async def wake(self):
        self.awake = True
        if self.connection is None and not self.device.is_advertising:
            await self.announce()

    async def announce(self):
        data = bytes(
            AdvertisingData(
                [
                    (AdvertisingData.FLAGS, bytes([6])),
                    (AdvertisingData.COMPLETE_LOCAL_NAME, self.name.encode()),
                    (
                        AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
                        struct.pack("<H", self.service),
                    ),
                ]
            )
        )
        await self.device.start_advertising(
            advertising_data=data,
            auto_restart=False,
            own_address_type=hci.OwnAddressType.PUBLIC,
        )

    def connected(self, connection):
        self.connection = connection
        say(self.name, "connected")
        connection.on("pairing", lambda _: say(self.name, "paired"))
        connection.on("disconnection", self.disconnected)

    def disconnected(self, _reason):
        self.connection = None
        say(self.name, "disconnected")
        if self.awake:
            asyncio.ensure_future(self.announce())

    async def indicate(self, characteristic, value):
        await self.device.indicate_subscriber(self.connection, characteristic, value)

    async def notify(self, characteristic, value):
        await self.device.notify_subscriber(self.connection, characteristic, value)


class Cuff(Monitor):
    """Keeps what it measured, sends it when asked, forgets what was confirmed, and goes. Its clock
    is an hour behind until somebody sets it."""

    kept, behind = [], datetime.timedelta(hours=1)

    def services(self):
        indicate = Characteristic.Properties.INDICATE
        both = Characteristic.Properties.READ | Characteristic.Properties.WRITE
        self.pressure = Characteristic(number(0x2A35), indicate, READ | BONDED, b"")
        clock = CharacteristicValue(read=lambda _: self.clock(), write=self.set_clock)
        self.time = Characteristic(number(0x2A2B), both, READ | WRITE | BONDED, clock)
        self.pressure.on("subscription", self.subscribed)
        return [Service(number(0x1810), [self.pressure]), Service(number(0x1805), [self.time])]

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) - self.behind

    def clock(self):
        return date_time(self.now()) + bytes([self.now().isoweekday(), 0, 0])

    def set_clock(self, _connection, value):
        year, month, day, hour, minute, second = struct.unpack_from("<HBBBBB", value)
        zone = datetime.timezone.utc
        shown = datetime.datetime(year, month, day, hour, minute, second, tzinfo=zone)
        self.behind = datetime.datetime.now(zone) - shown
        say(self.name, "clock set", round(self.behind.total_seconds()), "s behind")

    async def measure(self, systolic):
        body = struct.pack("<BHHH", 0x1E, systolic, 82, 97) + date_time(self.now())
        # Pulse, user and an irregular pulse.
        self.kept.append(body + struct.pack("<HBH", 71, 1, 4))
        await self.wake()

    def subscribed(self, _connection, _notify, indicate):
        if indicate:
            asyncio.ensure_future(self.send())

    async def send(self):
        while self.kept:
            await self.indicate(self.pressure, self.kept[0])
            self.kept.pop(0)
        say(self.name, "sent everything")
        # Long enough to be told the time, as the makers recommend.
        await asyncio.sleep(4)
        self.awake = False
        if self.connection is not None:
            await self.connection.disconnect()


class Oximeter(Monitor):
    """One spot-check with its status on being asked, then a value each second."""

    def services(self):
        properties = Characteristic.Properties
        self.spot = Characteristic(number(0x2A5E), properties.INDICATE, READ | BONDED, b"")
        self.stream = Characteristic(number(0x2A5F), properties.NOTIFY, READ | BONDED, b"")
        self.spot.on("subscription", lambda c, n, i: i and asyncio.ensure_future(self.check()))
        self.stream.on("subscription", lambda c, n, i: n and asyncio.ensure_future(self.flow()))
        return [Service(number(0x1822), [self.spot, self.stream])]

    async def check(self):
        # 93.5 %, 72 beats a minute; fully qualified; low perfusion.
        value = struct.pack("<BHH", 0x06, 0xF3A7, 72) + struct.pack("<H", 1 << 8) + bytes([32, 0, 0])
        await self.indicate(self.spot, value)
        say(self.name, "spot-check confirmed")

    async def flow(self):
        say(self.name, "streams")
        while self.connection is not None:
            await self.notify(self.stream, struct.pack("<BHH", 0, 97, 64))
            await asyncio.sleep(1)


class Meter(Monitor):
    """Records with numbers, handed out on request."""

    records = []

    def services(self):
        properties = Characteristic.Properties
        both = properties.WRITE | properties.INDICATE
        self.glucose = Characteristic(number(0x2A18), properties.NOTIFY, READ | BONDED, b"")
        asked = CharacteristicValue(write=self.asked)
        self.control = Characteristic(number(0x2A52), both, READ | WRITE | BONDED, asked)
        return [Service(number(0x1808), [self.glucose, self.control])]

    def measure(self, count):
        for _ in range(count):
            at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=30)
            head = struct.pack("<BH", 0x02, len(self.records)) + date_time(at)
            # 120 mg/dL in kg/L; capillary plasma from a finger.
            self.records.append(head + struct.pack("<HB", 0xB078, 0x12))

    def asked(self, _connection, value):
        say(self.name, "asked", value.hex())
        asyncio.ensure_future(self.answer(bytes(value)))

    async def answer(self, value):
        first = struct.unpack_from("<H", value, 3)[0] if value[1] == 3 else 0
        chosen = self.records[-1:] if value[1] == 6 else self.records[first:]
        if value[0] == 4:
            await self.indicate(self.control, struct.pack("<BBH", 5, 0, len(chosen)))
        elif value[0] == 1:
            for record in chosen:
                await self.notify(self.glucose, record)
                await asyncio.sleep(0.01)
            code = 1 if chosen else 6
            await self.indicate(self.control, bytes([6, 0, 1, code]))
            say(self.name, "sent", len(chosen))


async def main(socket):
    air = Air()
    transport = await open_transport(f"unix-server:{socket}")
    Controller(
        "adapter",
        host_source=transport.source,
        host_sink=transport.sink,
        link=air,
        public_address="F0:F0:F0:00:00:0A",
    )
    cuff = Cuff(air, "cuff", "C0:26:DA:00:00:01", 0x1810)
    oximeter = Oximeter(air, "oximeter", "C0:26:DA:00:00:02", 0x1822)
    meter = Meter(air, "meter", "C0:26:DA:00:00:03", 0x1808)
    for monitor in (cuff, oximeter, meter):
        await monitor.start()
    say("home ready")
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().split():
        match line:
            case ["cuff", systolic]:
                await cuff.measure(int(systolic))
            case ["oximeter"]:
                await oximeter.wake()
            case ["meter", count]:
                meter.measure(int(count))
                await meter.wake()
            case ["meter-leaves"]:
                if meter.connection is not None:
                    await meter.connection.disconnect()
            case other:
                say("unknown", other)


asyncio.run(main(sys.argv[1]))
