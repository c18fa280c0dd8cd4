package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an address is for, by IANA's special-purpose registries; all but global unicast is
 * refused unless it is allowed. The first kind that matches counts.
 */
enum AddressKind {

	/** Instance metadata and platform services of the clouds. */
	METADATA("169.254.169.254", "169.254.169.253", "169.254.169.249", "169.254.170.2", "169.254.170.23",
			"168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::/32", "fd20:ce::254", "fd00:c1::a9fe:a9fe"),
	/** This host itself. */
	LOOPBACK("127.0.0.0/8", "::1"),
	/** No address at all, which many systems take for this host. */
	UNSPECIFIED("0.0.0.0/8", "::"),
	/** Private networks (RFC 1918). */
	PRIVATE("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
	/** Shared address space of carriers (RFC 6598). */
	CGNAT("100.64.0.0/10"),
	/** This link only. */
	LINK_LOCAL("169.254.0.0/16", "fe80::/10"),
	/** Private networks of IPv6 (RFC 4193). */
	UNIQUE_LOCAL("fc00::/7"),
	/** The deprecated private networks of IPv6 (RFC 3879). */
	SITE_LOCAL("fec0::/10"),
	/** Groups of hosts. */
	MULTICAST("224.0.0.0/4", "ff00::/8"),
	/** Every host on the link. */
	BROADCAST("255.255.255.255"),
	/** Examples in texts. */
	DOCUMENTATION("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
	/** Tests of devices (RFC 2544, RFC 5180). */
	BENCHMARKING("198.18.0.0/15", "2001:2::/48"),
	/** The way to 6to4 relays (RFC 7526). */
	RELAY("192.88.99.0/24"),
	/** Where packets end (RFC 6666). */
	DISCARD("100::/64", "100:0:0:1::/64"),
	/** Hashes that look like addresses (RFC 4843, RFC 7343). */
	ORCHID("2001:10::/28", "2001:20::/28"),
	/** IPv4 in IPv6 through a relay that the client chooses (RFC 4380). */
	TEREDO("2001::/32"),
	/** IPv4 in IPv6 through a translator of the local network (RFC 8215). */
	LOCAL_TRANSLATION("64:ff9b:1::/48"),
	/** IPv4 in IPv6, deprecated (RFC 4291, RFC 7526). */
	DEPRECATED_TRANSITION("::/96", "::ffff:0:0:0/96", "2002::/16", "3ffe::/16"),
	/** Kept for protocols and for later. */
	RESERVED("192.0.0.0/24", "240.0.0.0/4", "2001::/23"),
	/** Anybody's, anywhere. */
	GLOBAL("0.0.0.0/0", "64:ff9b::/96", "2000::/3"),
	/** Not given out yet. */
	UNASSIGNED("::/0");

	// a list that does not change, which its type does not say
	@SuppressWarnings("ImmutableEnumChecker")
	private final List<AddressRange> ranges;

	AddressKind(String... ranges) {
		this.ranges = Arrays.stream(ranges).map(AddressRange::of).toList();
	}

	/** Of the address that is really reached: an IPv4 address inside is unfolded. */
	static AddressKind classifyAddress(InetAddress address) {
		byte[] bytes = address.getAddress();
		AddressKind inside = EmbeddedAddress.findIn(bytes).map(AddressKind::classifyBytes).orElse(GLOBAL);
		return (inside != GLOBAL) ? inside : classifyBytes(bytes);
	}

	private static AddressKind classifyBytes(byte[] bytes) {
		return Arrays.stream(values())
			.filter((kind) -> kind.ranges.stream().anyMatch((range) -> range.contains(bytes)))
			.findFirst()
			.orElse(UNASSIGNED);
	}

	/** Whether an allowed name may lead here without an address being allowed as well. */
	boolean isInternal() {
		return switch (this) {
			case LOOPBACK, PRIVATE, CGNAT, UNIQUE_LOCAL, SITE_LOCAL -> true;
			default -> false;
		};
	}

	/** Why it is refused, for the operator's log. */
	String refusalReason() {
		return "address_" + name().toLowerCase(Locale.ROOT);
	}

}
