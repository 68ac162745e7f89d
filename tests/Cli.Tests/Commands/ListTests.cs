using Flink.Cli.Commands;
using Flink.Client.Rest;
using Flink.Core.Execution;

namespace Flink.Cli.Tests.Commands;

/// <summary>The lines are those that Apache Flink 2.3 printed.</summary>
public class ListTests
{
    private static readonly JobOverview[] _jobs =
    [
        Job("5c174fedcc25680aa257deea276e9c6e", "ends", JobStatus.Finished, 2),
        Job("8ad00bb9c8d327bec13f52f2658498fa", "keyed window", JobStatus.Running, 3),
        Job("1532c9f28d61c69fa2075e421a4c0f27", "first", JobStatus.Restarting, 1),
        Job("6b6c787a0b2fd0480ff1888c266998f0", "waits", JobStatus.Created, 4),
    ];

    [Fact]
    public void Sections_hold_jobs_in_the_order_of_their_starts()
    {
        var expected = $"""
            ------------------ Running/Restarting Jobs -------------------
            {At(1)} : 1532c9f28d61c69fa2075e421a4c0f27 : first (RESTARTING)
            {At(3)} : 8ad00bb9c8d327bec13f52f2658498fa : keyed window (RUNNING)
            --------------------------------------------------------------
            ----------------------- Scheduled Jobs -----------------------
            {At(4)} : 6b6c787a0b2fd0480ff1888c266998f0 : waits (CREATED)
            --------------------------------------------------------------
            ---------------------- Terminated Jobs -----------------------
            {At(2)} : 5c174fedcc25680aa257deea276e9c6e : ends (FINISHED)
            --------------------------------------------------------------

            """;

        Assert.Equal(expected, Write(_jobs, running: true, scheduled: true, ended: true));
    }

    [Fact]
    public void Section_without_jobs_is_a_line_and_that_of_ended_ones_nothing() =>
        Assert.Equal("No running jobs.\nNo scheduled jobs.\n", Write([], running: true, scheduled: true, ended: true));

    [Fact]
    public void Section_that_was_not_asked_for_is_not_there() => Assert.Equal("No scheduled jobs.\n", Write([], running: false, scheduled: true, ended: false));

    private static string At(int second) => $"{DateTimeOffset.FromUnixTimeSeconds(1_790_000_000 + second).LocalDateTime:dd.MM.yyyy HH:mm:ss}";

    private static JobOverview Job(string id, string name, JobStatus state, int second) =>
        new() { Id = id, Name = name, State = state, StartTime = (1_790_000_000L + second) * 1000 };

    private static string Write(JobOverview[] jobs, bool running, bool scheduled, bool ended)
    {
        var output = new StringWriter();
        ListCommand.Write(output, jobs, running, scheduled, ended);
        return output.ToString();
    }
}
