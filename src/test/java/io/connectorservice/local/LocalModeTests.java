package io.connectorservice.local;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.connectorservice.local.postgres.PostgresArchive;
import io.connectorservice.local.postgres.PostgresBinaries;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class LocalModeTests {

	@Test
	void dependsOnNoLibraryMissingFromThePackage() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.apache.commons.compress..", "org.tukaani..")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(PostgresBinaries.class)
			.check(new ClassFileImporter().importClasses(LocalMode.class, PostgresArchive.class));
	}

}
