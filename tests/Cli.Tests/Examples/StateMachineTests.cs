using System.Globalization;
using Flink.Examples.StateMachine;

namespace Flink.Cli.Tests.Examples;

public sealed class StateMachineTests : IDisposable
{
    // The protocol once more, as a table: where each signal leads, by state.
    private static readonly Dictionary<string, string> _moves = new()
    {
        ["Idle Connect"] = "Connecting",
        ["Connecting Accept"] = "Open",
        ["Connecting Refuse"] = "Idle",
        ["Open Request"] = "Busy",
        ["Open Close"] = "Idle",
        ["Busy Data"] = "Busy",
        ["Busy Done"] = "Open",
    };

    private static readonly string _program = FlinkProcess.PathOf("StateMachine", "StateMachine.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-machines-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Alerts_are_the_events_against_the_rules(string parallelism)
    {
        var output = Path.Combine(_folder, "alerts.csv");

        var result = await FlinkProcess.RunAsync(
            "run", "-p", parallelism, _program, "--records", "20000", "--addresses", "50", "--error-rate", "0.05", "--seed", "3", "--output", output);

        Assert.Equal(0, result.ExitCode);
        AssertAlerts(Alerts(new EventGenerator(50, 0.05, 3), 20_000, atLeast: 700), File.ReadAllLines(output));
    }

    [Fact]
    public async Task Without_arguments_some_alerts_are_printed()
    {
        var result = await FlinkProcess.RunAsync("run", _program);

        var expected = Alerts(new EventGenerator(1000, 0.0001, 1), 100_000, atLeast: 1);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            expected.Select(alert => $"address {alert.Address}: {alert.Signal} while {alert.State}").Order(),
            result.OutputLines.Where(line => line.StartsWith("address ", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Without_errors_there_are_no_alerts()
    {
        var result = await FlinkProcess.RunAsync("run", _program, "--error-rate", "0", "--records", "50000");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("address", result.Output);
        Assert.Contains("50,000 records in", result.Output);
    }

    [Fact]
    public async Task Checkpoints_are_written_and_change_nothing()
    {
        var output = Path.Combine(_folder, "alerts");
        var checkpoints = Path.Combine(_folder, "checkpoints");

        var result = await FlinkProcess.RunAsync(
            "run", "-p", "2", _program, "--records", "1000", "--sleep", "1", "--addresses", "10", "--error-rate", "0.1",
            "--interval", "50", "--checkpoint-dir", checkpoints, "--output", output);

        Assert.Equal(0, result.ExitCode);
        Assert.True(Directory.Exists(checkpoints));
        var parts = Directory.GetFiles(output, "part-0-*").OrderBy(file => int.Parse(file.AsSpan(file.LastIndexOf('-') + 1), CultureInfo.InvariantCulture)).ToArray();
        AssertAlerts(Alerts(new EventGenerator(10, 0.1, 1), 1000, atLeast: 50), [.. parts.SelectMany(File.ReadAllLines)]);
    }

    // Those of an address in order.
    private static void AssertAlerts(List<(int Address, string State, Signal Signal)> expected, string[] rows)
    {
        foreach (var address in expected.GroupBy(alert => alert.Address))
        {
            Assert.Equal(
                address.Select(alert => $"{alert.Address},{alert.State},{alert.Signal}"),
                rows.Where(row => row.StartsWith($"{address.Key},", StringComparison.Ordinal)));
        }

        Assert.Equal(expected.Count, rows.Length);
    }

    private static List<(int Address, string State, Signal Signal)> Alerts(EventGenerator generator, int records, int atLeast)
    {
        var states = new Dictionary<int, string>();
        var alerts = new List<(int, string, Signal)>();
        for (var i = 0; i < records; i++)
        {
            var (address, signal) = generator.Generate(i);
            var state = states.GetValueOrDefault(address, "Idle");
            if (signal == Signal.Reset)
            {
                states[address] = "Idle";
            }
            else if (_moves.TryGetValue($"{state} {signal}", out var next))
            {
                states[address] = next;
            }
            else
            {
                alerts.Add((address, state, signal));
            }
        }

        Assert.InRange(alerts.Count, atLeast, records / 2);
        return alerts;
    }
}
