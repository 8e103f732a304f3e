import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks PDF files against PDF/A-2a and PDF/UA-1 with veraPDF's engine, many in one process.
 *
 * <p>The engine's own reader of its profiles needs JAXB, which the jar we take it from leaves out; so the
 * profiles are read here. Prints one line a file and standard: path, standard, number of rules, number of
 * checks, and what broke ("" when nothing did), parted by tabs. Ends with status 0 when every file could
 * be checked, whatever the outcome: an outcome is the tests' to judge.
 */
public final class PdfStandards {
    private static final Map<String, String> PROFILES = Map.of("2a", "PDFA-2A", "ua1", "PDFUA-1");

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        Map<String, ValidationProfile> profiles = new LinkedHashMap<>();
        for (String standard : arguments[0].split(",")) {
            profiles.put(standard, profile(PROFILES.get(standard)));
        }
        for (int at = 1; at < arguments.length; at++) {
            for (Map.Entry<String, ValidationProfile> each : profiles.entrySet()) {
                System.out.println(line(arguments[at], each.getKey(), each.getValue()));
            }
        }
    }

    private static String line(String path, String standard, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser file = Foundries.defaultInstance().createParser(new File(path), flavour)) {
            ValidationResult result =
                Foundries.defaultInstance().createValidator(profile, true).validate(file);
            return String.join("\t", path, standard, String.valueOf(profile.getRules().size()),
                String.valueOf(result.getTotalAssertions()), broken(result));
        }
    }

    private static String broken(ValidationResult result) {
        Set<String> found = new TreeSet<>();
        for (TestAssertion each : result.getTestAssertions()) {
            if (each.getStatus() == TestAssertion.Status.FAILED) {
                String said = each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber()
                    + " " + each.getMessage() + " @" + each.getLocation().getContext();
                found.add(said.replaceAll("\\s+", " "));
            }
        }
        if (found.isEmpty() && !result.isCompliant()) {
            found.add("not compliant, and the engine does not say why");
        }
        return String.join(" ;; ", found);
    }

    private static ValidationProfile profile(String name) throws Exception {
        String place = "/org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream text = PdfStandards.class.getResourceAsStream(place)) {
            Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(text)
                .getDocumentElement();
            return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(name, "", "veraPDF", new Date(0)), "",
                rules(root), variables(root));
        }
    }

    private static Set<Rule> rules(Element root) {
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element each : named(root, "rule")) {
            Element id = named(each, "id").get(0);
            List<ErrorArgument> values = new ArrayList<>();
            for (Element value : named(each, "argument")) {
                values.add(ErrorArgumentImpl.fromValues(
                    value.getTextContent(), attribute(value, "name"), null));
            }
            String deferred = attribute(each, "deferred");
            rules.add(Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                    PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                each.getAttribute("object"), deferred == null ? null : Boolean.valueOf(deferred),
                attribute(each, "tags"), text(each, "description"), text(each, "test"),
                Profiles.errorFromValues(text(each, "message"), values), new ArrayList<>()));
        }
        return rules;
    }

    private static Set<Variable> variables(Element root) {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element each : named(root, "variable")) {
            variables.add(Profiles.variableFromValues(each.getAttribute("name"),
                each.getAttribute("object"), text(each, "defaultValue"), text(each, "value")));
        }
        return variables;
    }

    private static List<Element> named(Element inside, String name) {
        NodeList found = inside.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int at = 0; at < found.getLength(); at++) {
            elements.add((Element) found.item(at));
        }
        return elements;
    }

    private static String text(Element inside, String name) {
        List<Element> found = named(inside, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }

    private static String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }
}
