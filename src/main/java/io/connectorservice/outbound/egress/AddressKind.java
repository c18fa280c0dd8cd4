package io.connectorservice.outbound.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The purpose of an IP address by IANA's special-purpose registries; the first kind that
 * matches wins. Only {@link #GLOBAL} may be called unless the operator allows more.
 */
enum AddressKind {

	/** Instance metadata and platform services of cloud providers. */
	METADATA("169.254.169.254", "169.254.169.253", "169.254.169.249", "169.254.170.2", "169.254.170.23",
			"168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::/32", "fd20:ce::254", "fd00:c1::a9fe:a9fe"),
	/** Loopback addresses of this host. */
	LOOPBACK("127.0.0.0/8", "::1"),
	/** The unspecified address, which many systems treat as this host. */
	UNSPECIFIED("0.0.0.0/8", "::"),
	/** Private networks (RFC 1918). */
	PRIVATE("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
	/** Shared address space of carriers (RFC 6598). */
	CGNAT("100.64.0.0/10"),
	/** Addresses that are valid on the local link only. */
	LINK_LOCAL("169.254.0.0/16", "fe80::/10"),
	/** Private networks of IPv6 (RFC 4193). */
	UNIQUE_LOCAL("fc00::/7"),
	/** The deprecated private networks of IPv6 (RFC 3879). */
	SITE_LOCAL("fec0::/10"),
	/** Multicast groups. */
	MULTICAST("224.0.0.0/4", "ff00::/8"),
	/** Broadcast to every host on the link. */
	BROADCAST("255.255.255.255"),
	/** Addresses for examples in documentation. */
	DOCUMENTATION("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
	/** Benchmark tests of network devices (RFC 2544, RFC 5180). */
	BENCHMARKING("198.18.0.0/15", "2001:2::/48"),
	/** Anycast to 6to4 relays (RFC 7526). */
	RELAY("192.88.99.0/24"),
	/** Discard-only prefixes (RFC 6666). */
	DISCARD("100::/64", "100:0:0:1::/64"),
	/** Cryptographic hashes in the form of addresses (RFC 4843, RFC 7343). */
	ORCHID("2001:10::/28", "2001:20::/28"),
	/** IPv4 in IPv6 through a relay that the client chooses (Teredo, RFC 4380). */
	TEREDO("2001::/32"),
	/** IPv4 in IPv6 through a translator of the local network (RFC 8215). */
	LOCAL_TRANSLATION("64:ff9b:1::/48"),
	/** IPv4 in IPv6, deprecated (RFC 4291, RFC 7526). */
	DEPRECATED_TRANSITION("::/96", "::ffff:0:0:0/96", "2002::/16", "3ffe::/16"),
	/** Reserved for protocols and for future use. */
	RESERVED("192.0.0.0/24", "240.0.0.0/4", "2001::/23"),
	/** Global unicast: public addresses. */
	GLOBAL("0.0.0.0/0", "64:ff9b::/96", "2000::/3"),
	/** Not assigned yet. */
	UNASSIGNED("::/0");

	// List.copyOf and toList return immutable lists, but Error Prone cannot see that from
	// the type List.
	@SuppressWarnings("ImmutableEnumChecker")
	private final List<AddressRange> ranges;

	AddressKind(String... ranges) {
		this.ranges = Arrays.stream(ranges).map(AddressRange::of).toList();
	}

	/**
	 * Classifies the address that is really reached, so an embedded IPv4 address counts
	 * as well as the IPv6 address around it.
	 */
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

	/**
	 * Whether an allowed host name is enough to reach an address of this kind, without an
	 * entry for the address.
	 */
	boolean isInternal() {
		return switch (this) {
			case LOOPBACK, PRIVATE, CGNAT, UNIQUE_LOCAL, SITE_LOCAL -> true;
			default -> false;
		};
	}

	/** The reason of a refusal, for the operator's log. */
	String refusalReason() {
		return "address_" + name().toLowerCase(Locale.ROOT);
	}

}
