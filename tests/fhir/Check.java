// Runs every resource of a folder through the HAPI FHIR validator with R4's own definitions, offline.

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

public class Check {
    public static void main(String[] arguments) throws Exception {
        FhirValidator validator = validator(FhirContext.forR4());
        List<Path> paths;
        try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
            paths = all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
        }
        List<String> failures = new ArrayList<>();
        for (Path path : paths) {
            for (String mistake : mistakes(validator, Files.readString(path))) {
                failures.add(path.getFileName() + ": " + mistake);
            }
        }
        // A checker that finds nothing in what is wrong would be none.
        String spoilt = "{\"resourceType\":\"Observation\",\"status\":\"done\",\"code\":{\"text\":\"x\"}}";
        if (mistakes(validator, spoilt).isEmpty()) {
            failures.add("HAPI takes a bogus status");
        }
        System.out.println("HAPI: " + paths.size() + " resources, " + failures.size() + " failures");
        failures.stream().limit(20).forEach(System.err::println);
        System.exit(failures.isEmpty() && !paths.isEmpty() ? 0 : 1);
    }

    static FhirValidator validator(FhirContext context) {
        FhirInstanceValidator instance = new FhirInstanceValidator(new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context)));
        // LOINC, SNOMED CT and MDC are not here: what only they know is not asked.
        instance.setErrorForUnknownProfiles(false);
        instance.setAnyExtensionsAllowed(true);
        return context.newValidator().registerValidatorModule(instance);
    }

    static List<String> mistakes(FhirValidator validator, String text) {
        List<String> found = new ArrayList<>();
        for (SingleValidationMessage message : validator.validateWithResult(text).getMessages()) {
            boolean isError = message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0;
            if (isError && !isAboutForeignCodes(message.getMessage())) {
                found.add(message.getLocationString() + ": " + message.getMessage());
            }
        }
        return found;
    }

    /** What can't be looked up without the code systems themselves. */
    private static boolean isAboutForeignCodes(String message) {
        return message.contains("CodeSystem is unknown and can't be validated")
            || message.contains("A definition for CodeSystem");
    }
}
