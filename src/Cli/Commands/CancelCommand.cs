using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Running;
using Flink.Client.Rest;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Commands;

/// <summary><c>flink cancel</c>: cancels a job of a cluster. One that has ended is no error, as in Apache Flink.</summary>
internal static class CancelCommand
{
    public static Verb Create()
    {
        var cluster = new TargetOptions(TargetOptions.OfClusters);
        var command = new Command("cancel", "Cancels a job of a cluster.");
        cluster.AddTo(command);
        return new Verb(
            command,
            "[options] <job id>",
            [
                "flink cancel 3a1e383e95fc28953e5eda554b5a0b7c",
                "flink cancel -t kubernetes-application -D kubernetes.cluster-id=import 3a1e383e95fc28953e5eda554b5a0b7c",
            ],
            Refusal.OfCancel,
            (parsed, operands) =>
            {
                var job = ParseJob(operands);
                using var target = RemoteTarget.Of(cluster.Load(parsed), parsed.GetValue(cluster.JobManager) is not null);
                return Cancel(target.Configuration, job);
            });
    }

    private static JobId ParseJob(string[] operands)
    {
        if (operands.Length == 0)
        {
            throw new CliException("Missing JobID. Specify a JobID to cancel a job.");
        }

        return Id128.TryParse(operands[0], out var id)
            ? new JobId(id)
            : throw new CliException($"Cannot parse JobID from \"{operands[0]}\". The expected format is [0-9a-fA-F]{{32}}, e.g. fd72014d4c864993a2e5a9287b4a9c5d.");
    }

    private static int Cancel(FlinkConfiguration configuration, JobId job)
    {
        using var client = new RestClient(ClusterRest.SettingsFrom(configuration));
        Console.Out.WriteLine($"Cancelling job {job}.");
        try
        {
            client.CancelAsync(job).GetAwaiter().GetResult();
        }
        catch (RestClientException e)
        {
            // One without a status has reached nobody.
            if (e.Status is null || !HasEnded(client, job))
            {
                throw new CliException($"Could not cancel job {job}.", e);
            }
        }

        Console.Out.WriteLine($"Cancelled job {job}.");
        return ExitCodes.Success;
    }

    private static bool HasEnded(RestClient client, JobId job)
    {
        try
        {
            return client.GetStatusAsync(job).GetAwaiter().GetResult().IsGloballyTerminal();
        }
        catch (RestClientException)
        {
            return false;
        }
    }
}
