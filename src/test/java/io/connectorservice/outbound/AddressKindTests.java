package io.connectorservice.outbound;

import java.net.InetAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressKindTests {

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/addresses.csv", numLinesToSkip = 1)
	void tellsWhatAnAddressIsFor(String address, String verdict) {
		assertThat(AddressKind.of(InetAddress.ofLiteral(address)).reason()).isEqualTo("address_" + verdict);
	}

}
