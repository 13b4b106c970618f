// A gateway of somebody else: HAPI's own client uploads a bundle by the Personal Health Device guide, and reads it
// back, valid, as often as it asks: Client BASE TOKEN PATIENT

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.validation.FhirValidator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

public class Client {
    private static final String MDC = "urn:iso:std:iso:11073:10101";
    private static final String LOINC = "http://loinc.org";
    private static final String PHD = "http://hl7.org/fhir/uv/phd/StructureDefinition/PhdBaseObservation";
    private static final String EUI = "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680";
    private static final String HUB = "EC-21-E5-FF-FE-F4-83-AE";
    private static final String CUFF = "00-09-1F-FE-FF-80-1A-1B";

    public static void main(String[] arguments) throws Exception {
        FhirContext context = FhirContext.forR4();
        // It reads /metadata first, and refuses a server of another version.
        IGenericClient client = context.newRestfulGenericClient(arguments[0]);
        client.registerInterceptor(new BearerTokenAuthInterceptor(arguments[1]));
        FhirValidator validator = Check.validator(context);
        List<Resource> back = new ArrayList<>();
        back.add(client.capabilities().ofType(CapabilityStatement.class).execute());

        Date at = Date.from(Instant.now().minus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS));
        Bundle sent = bundle("Patient/" + arguments[2], at);
        List<String> ids = ids(client.transaction().withBundle(sent).execute());
        need(ids.size() == 4, "four answers, not " + ids);
        // The same again makes nothing new.
        need(ids(client.transaction().withBundle(bundle("Patient/" + arguments[2], at)).execute()).equals(ids), "the same ids again");

        Observation panel = client.read().resource(Observation.class).withId(new IdType(ids.get(2))).execute();
        back.add(panel);
        need(value(panel, 0).compareTo(new BigDecimal("128")) == 0, "the systolic pressure as it was sent");
        need(value(panel, 1).toPlainString().equals("76.50"), "the digits as they were sent: " + value(panel, 1));
        need(panel.getSubject().getReference().equals("Patient/" + arguments[2]), "the patient");
        need(panel.getEffectiveDateTimeType().getValue().equals(at), "the time of the measurement");
        String version = panel.getIdElement().getVersionIdPart();
        need(version != null, "a version");
        back.add(client.read().resource(Observation.class).withIdAndVersion(panel.getIdElement().getIdPart(), version).execute());

        Bundle found = client.search().forResource(Observation.class)
            .where(Observation.PATIENT.hasId(arguments[2]))
            .and(Observation.CODE.exactly().systemAndCode(LOINC, "85354-9"))
            .and(Observation.DATE.afterOrEquals().millis(at))
            .include(Observation.INCLUDE_DEVICE)
            .returnBundle(Bundle.class).execute();
        need(found.getEntry().stream().anyMatch(entry -> same(entry.getResource(), panel)), "the panel in a search");
        need(found.getEntry().stream().anyMatch(entry -> entry.getResource() instanceof Device), "its device with it");
        found.getEntry().forEach(entry -> back.add(entry.getResource()));
        Bundle history = client.history().onInstance(panel.getIdElement()).returnBundle(Bundle.class).execute();
        need(history.getEntry().size() == 1, "one version");

        int mistakes = 0;
        for (Resource resource : back) {
            for (String mistake : Check.mistakes(validator, context.newJsonParser().encodeResourceToString(resource))) {
                System.err.println(resource.getId() + ": " + mistake);
                mistakes++;
            }
        }
        System.out.println("HAPI client: " + back.size() + " resources read back, " + mistakes + " mistakes");
        System.exit(mistakes == 0 ? 0 : 1);
    }

    private static Bundle bundle(String patient, Date at) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.TRANSACTION);
        add(bundle, 1, device(HUB, "A hub"), "identifier=" + EUI + "|" + HUB);
        add(bundle, 2, device(CUFF, "A cuff"), "identifier=" + EUI + "|" + CUFF);
        Observation panel = observation(patient, at, "150020", "85354-9");
        component(panel, "150021", "8480-6", "128");
        component(panel, "150022", "8462-4", "76.50");
        add(bundle, 3, panel, key(panel));
        Observation pulse = observation(patient, at, "149546", "8867-4");
        pulse.setValue(quantity("71", "/min"));
        pulse.addDerivedFrom(new Reference("urn:uuid:00000000-0000-4000-8000-000000000003"));
        add(bundle, 4, pulse, key(pulse));
        return bundle;
    }

    private static Device device(String eui, String name) {
        Device device = new Device();
        device.addIdentifier().setSystem(EUI).setValue(eui).getType().addCoding()
            .setSystem("http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers").setCode("SYSID");
        device.setManufacturer(name);
        return device;
    }

    private static Observation observation(String patient, Date at, String mdc, String loinc) {
        Observation one = new Observation();
        one.setStatus(Observation.ObservationStatus.FINAL);
        one.addIdentifier().setSystem(PHD).setValue(CUFF + "-" + mdc + "-" + at.getTime());
        one.addCategory().addCoding().setSystem("http://terminology.hl7.org/CodeSystem/observation-category").setCode("vital-signs");
        one.addCategory().addCoding().setSystem("http://hl7.org/fhir/uv/phd/CodeSystem/PhdObservationCategories").setCode("phd");
        one.getCode().addCoding().setSystem(MDC).setCode(mdc);
        one.getCode().addCoding().setSystem(LOINC).setCode(loinc);
        one.setSubject(new Reference(patient));
        one.setDevice(new Reference("urn:uuid:00000000-0000-4000-8000-000000000002"));
        one.addExtension("http://hl7.org/fhir/StructureDefinition/observation-gatewayDevice",
            new Reference("urn:uuid:00000000-0000-4000-8000-000000000001"));
        one.setEffective(new DateTimeType(at));
        return one;
    }

    private static void component(Observation panel, String mdc, String loinc, String value) {
        Observation.ObservationComponentComponent part = panel.addComponent();
        part.getCode().addCoding().setSystem(MDC).setCode(mdc);
        part.getCode().addCoding().setSystem(LOINC).setCode(loinc);
        part.setValue(quantity(value, "mm[Hg]"));
    }

    private static Quantity quantity(String value, String unit) {
        return new Quantity().setValue(new BigDecimal(value)).setUnit(unit).setSystem("http://unitsofmeasure.org").setCode(unit);
    }

    private static String key(Observation one) {
        return "identifier=" + PHD + "|" + one.getIdentifierFirstRep().getValue();
    }

    private static void add(Bundle bundle, int number, Resource resource, String once) {
        bundle.addEntry().setFullUrl("urn:uuid:00000000-0000-4000-8000-00000000000" + number).setResource(resource)
            .getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl(resource.fhirType()).setIfNoneExist(once);
    }

    private static List<String> ids(Bundle answer) {
        return answer.getEntry().stream()
            .map(entry -> new IdType(entry.getResponse().getLocation()).toUnqualifiedVersionless().getValue()).toList();
    }

    private static BigDecimal value(Observation panel, int place) {
        return panel.getComponent().get(place).getValueQuantity().getValue();
    }

    private static boolean same(Resource one, Resource other) {
        return one.getIdElement().toUnqualifiedVersionless().equals(other.getIdElement().toUnqualifiedVersionless());
    }

    private static void need(boolean is, String what) {
        if (!is) {
            System.err.println("HAPI client: expected " + what);
            System.exit(1);
        }
    }
}
