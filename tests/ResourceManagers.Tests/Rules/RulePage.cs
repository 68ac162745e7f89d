using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Flink.ResourceManagers.Testing;

namespace Flink.ResourceManagers.Tests.Rules;

/// <summary>docs/resource-manager-rules.md: which rule is shown where.</summary>
internal static partial class RulePage
{
    // Suites that derive from the driver contract start real systems, so they are read and not loaded.
    private static readonly (string Driver, string Suite)[] _drivers =
    [
        ("Process", "tests/ResourceManagers.SlowTests/Processes/ProcessDriverContract.cs"),
        ("Docker", "tests/Docker.SlowTests/DockerDriverContract.cs"),
        ("Kubernetes", "tests/Kubernetes.SlowTests/KubernetesDriverContract.cs"),
        ("YARN", "tests/Yarn.SlowTests/YarnDriverContract.cs"),
        ("YARN services", "tests/Yarn.SlowTests/ServicesDriverContract.cs"),
    ];

    public static string Render(string repository)
    {
        var policy = TestsOf(typeof(RulePage).Assembly);
        var contract = TestsOf(typeof(DriverContract).Assembly);
        var drivers = _drivers.Select(driver => (driver.Driver, NotExpressible: ReadExceptions(Path.Combine(repository, driver.Suite)))).ToArray();
        var page = new StringBuilder();
        page.Append("""
            # Rules of resource managers

            Generated from the rules' marks in two suites: run `RulePageTests` with `FLINK_UPDATE_DOCS=1`.
            *Policy*: worker manager and slot manager with a scripted driver, in virtual time (`tests/ResourceManagers.Tests`). *Driver contract*: every driver against its
            real system (`src/ResourceManagers.Testing`, derived by whoever writes a driver). A rule without a test is marked -; some belong to one of the suites only.


            """);
        page.Append("| rule | | policy | driver contract |").Append(string.Concat(drivers.Select(static driver => $" {driver.Driver} |"))).Append('\n');
        page.Append("|---|---|---|---|").Append(string.Concat(drivers.Select(static _ => "---|"))).Append('\n');
        foreach (var (number, text) in RuleTexts.All)
        {
            page.Append($"| R{number} | {text} | {List(policy, number)} | {List(contract, number)} |");
            foreach (var (_, notExpressible) in drivers)
            {
                var cell = !contract.Contains(number) ? "-" : notExpressible.TryGetValue(number, out var reason) ? $"no such thing: {reason}" : "yes";
                page.Append($" {cell} |");
            }

            page.Append('\n');
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Rules that some test shows.</summary>
    public static IEnumerable<int> Shown() =>
        TestsOf(typeof(RulePage).Assembly).Concat(TestsOf(typeof(DriverContract).Assembly)).Select(static rule => rule.Key).Distinct();

    private static ILookup<int, string> TestsOf(Assembly assembly) => assembly.GetTypes()
        .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .SelectMany(static method => method.GetCustomAttributes<RuleAttribute>().Select(rule => (rule.Number, Name: method.Name)))
        .OrderBy(static test => test.Name, StringComparer.Ordinal)
        .ToLookup(static test => test.Number, static test => test.Name);

    private static string List(ILookup<int, string> tests, int rule) =>
        tests.Contains(rule) ? string.Join("; ", tests[rule].Select(static name => name.Replace('_', ' '))) : "-";

    private static Dictionary<int, string> ReadExceptions(string suite) =>
        Exception().Matches(File.ReadAllText(suite)).ToDictionary(static match => int.Parse(match.Groups[1].Value), static match => match.Groups[2].Value);

    [GeneratedRegex("""\[NotExpressible\((\d+), "([^"]*)"\)\]""")]
    private static partial Regex Exception();
}
