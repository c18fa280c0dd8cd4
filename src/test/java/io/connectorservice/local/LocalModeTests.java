package io.connectorservice.local;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class LocalModeTests {

	@Test
	void decidesWithoutTheLibrariesThatThePackagedServiceLacks() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.apache.commons.compress..", "org.tukaani..")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(PostgresPrograms.class)
			.check(new ClassFileImporter().importClasses(LocalMode.class, PostgresArchive.class));
	}

}
