using System.Globalization;
using Flink.Client.Rest;
using Flink.Core.Graph;
using Spectre.Console;

namespace Flink.Cli.Output;

/// <summary>Shows on standard error how a job in a cluster fares: a line that changes where a person looks, a line for each change of state elsewhere.</summary>
internal static class JobProgress
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Shows until a task has completed; what cannot be asked is not shown.</summary>
    public static Task ShowUntilAsync(Task end, RestClient client, JobId job)
    {
        if (Console.IsErrorRedirected)
        {
            return ShowLinesAsync(end, client, job);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Status().StartAsync($"job {job}", status => ShowLiveAsync(end, client, job, text => status.Status(Markup.Escape(text))));
    }

    /// <summary>State, tasks by state, and how many records per second the sources have read since the last look.</summary>
    internal static string Describe(JobDetails job, long? recordsPerSecond)
    {
        var running = job.Vertices.Sum(static vertex => vertex.Tasks.GetValueOrDefault("RUNNING"));
        var finished = job.Vertices.Sum(static vertex => vertex.Tasks.GetValueOrDefault("FINISHED"));
        var all = job.Vertices.Sum(static vertex => vertex.Parallelism);
        var rate = recordsPerSecond is { } records ? string.Create(CultureInfo.InvariantCulture, $", {records:N0} records/s") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{job.State.ToString().ToUpperInvariant()}: {running} of {all} tasks running, {finished} finished{rate}");
    }

    private static async Task ShowLinesAsync(Task end, RestClient client, JobId job)
    {
        string? last = null;
        await LookAsync(end, client, job, details =>
        {
            if (details.State.ToString() is var state && state != last)
            {
                last = state;
                Console.Error.WriteLine($"flink: job {job} is {Describe(details, null)}");
            }
        }).ConfigureAwait(false);
    }

    private static async Task ShowLiveAsync(Task end, RestClient client, JobId job, Action<string> show)
    {
        var (before, at) = (0L, 0L);
        await LookAsync(end, client, job, details =>
        {
            // What a source reads it writes: it reads nothing from other vertices.
            var records = details.Vertices.Where(static vertex => vertex.Metrics.ReadRecords == 0).Sum(static vertex => vertex.Metrics.WriteRecords);
            long? rate = at > 0 && details.Now > at ? Math.Max(0, records - before) * 1000 / (details.Now - at) : null;
            (before, at) = (records, details.Now);
            show(Describe(details, rate));
        }).ConfigureAwait(false);
    }

    private static async Task LookAsync(Task end, RestClient client, JobId job, Action<JobDetails> show)
    {
        while (!end.IsCompleted)
        {
            // Most jobs of tests and scripts are done by then, and nobody wants to read of them.
            await Task.WhenAny(end, Task.Delay(_pause)).ConfigureAwait(false);
            if (end.IsCompleted)
            {
                return;
            }

            try
            {
                show(await client.GetJobAsync(job).ConfigureAwait(false));
            }
            catch (RestClientException)
            {
                // The one who waits for the result hears of it.
            }
        }
    }
}
