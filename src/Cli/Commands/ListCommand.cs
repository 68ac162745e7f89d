using System.CommandLine;
using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Cli.Running;
using Flink.Client.Rest;
using Flink.Core.Configuration;
using Flink.Core.Execution;

namespace Flink.Cli.Commands;

/// <summary><c>flink list</c>: the jobs of a cluster, in Apache Flink's lines.</summary>
internal static class ListCommand
{
    private const int Width = 62;

    public static Verb Create()
    {
        var cluster = new TargetOptions(TargetOptions.OfClusters);
        var all = new Option<bool>("--all", "-a") { Description = "Show jobs that have ended too." };
        var running = new Option<bool>("--running", "-r") { Description = "Show running jobs only." };
        var scheduled = new Option<bool>("--scheduled", "-s") { Description = "Show scheduled jobs only." };
        var command = new Command("list", "Lists the running and scheduled jobs of a cluster.") { all, running, scheduled };
        cluster.AddTo(command);
        return new Verb(
            command,
            "[options]",
            ["flink list", "flink list -a -m jobmanager:8081", "flink list -t kubernetes-session -D kubernetes.cluster-id=books"],
            Refusal.OfClusterVerbs,
            (parsed, operands) =>
            {
                Operands.RefuseAny(command, operands);
                var both = !parsed.GetValue(running) && !parsed.GetValue(scheduled);
                using var target = RemoteTarget.Of(cluster.Load(parsed), parsed.GetValue(cluster.JobManager) is not null);
                return List(
                    target.Configuration,
                    both || parsed.GetValue(all) || parsed.GetValue(running),
                    both || parsed.GetValue(all) || parsed.GetValue(scheduled),
                    parsed.GetValue(all));
            });
    }

    /// <summary>The sections that were asked for; a section without jobs is a line, or nothing for those that have ended.</summary>
    internal static void Write(TextWriter output, IReadOnlyList<JobOverview> jobs, bool running, bool scheduled, bool ended)
    {
        var byStart = jobs.OrderBy(static job => job.StartTime).ToLookup(static job => job.State switch
        {
            JobStatus.Initializing or JobStatus.Created => 1,
            var status when status.IsGloballyTerminal() => 2,
            _ => 0,
        });
        if (running)
        {
            Write(output, "Running/Restarting Jobs", byStart[0], "No running jobs.");
        }

        if (scheduled)
        {
            Write(output, "Scheduled Jobs", byStart[1], "No scheduled jobs.");
        }

        if (ended)
        {
            Write(output, "Terminated Jobs", byStart[2], null);
        }
    }

    private static void Write(TextWriter output, string title, IEnumerable<JobOverview> jobs, string? none)
    {
        var lines = jobs.Select(Describe).ToArray();
        if (lines.Length == 0)
        {
            if (none is not null)
            {
                output.Write($"{none}\n");
            }

            return;
        }

        var left = (Width - title.Length - 2) / 2;
        output.Write($"{new string('-', left)} {title} {new string('-', Width - title.Length - 2 - left)}\n");
        output.Write(string.Concat(lines.Select(static line => line + "\n")));
        output.Write($"{new string('-', Width)}\n");
    }

    private static string Describe(JobOverview job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.FromUnixTimeMilliseconds(job.StartTime).LocalDateTime:dd.MM.yyyy HH:mm:ss} : {job.Id} : {job.Name} ({job.State.ToString().ToUpperInvariant()})");

    private static int List(FlinkConfiguration configuration, bool running, bool scheduled, bool ended)
    {
        using var client = new RestClient(ClusterRest.SettingsFrom(configuration));
        Console.Out.WriteLine("Waiting for response...");
        IReadOnlyList<JobOverview> jobs;
        try
        {
            jobs = client.ListJobsAsync().GetAwaiter().GetResult();
        }
        catch (RestClientException e)
        {
            throw new CliException("Failed to retrieve job list.", e);
        }

        Write(Console.Out, jobs, running, scheduled, ended);
        return ExitCodes.Success;
    }
}
