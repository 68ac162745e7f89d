using System.Globalization;
using Flink.Client.Deployment;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.Rest;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>How a cluster's application has ended, as a command tells it.</summary>
internal static class ApplicationEnd
{
    private const string ExitCode = "Exit code: ";
    private const string ErrorsBegin = "bytes of stderr.txt :";
    private const string Warning = "warning: setlocale";
    private const int MostLines = 12;
    private const int Failure = 1;

    /// <summary>Reads the exit code of the JobManager and the last that it has said out of YARN's diagnostics.</summary>
    public static JobManagerEnd Describe(ApplicationReport app) => (app.State, app.FinalStatus) switch
    {
        (_, "SUCCEEDED") => new JobManagerEnd(0, $"application {app.Id} has ended well"),
        (_, "FAILED") => new JobManagerEnd(CodeOf(app.Diagnostics), $"application {app.Id} has failed{Last(app.Diagnostics)}"),
        (_, "KILLED") when app.Diagnostics.Contains(HostContainer.Cancelled, StringComparison.Ordinal) =>
            new JobManagerEnd(0, app.Diagnostics[app.Diagnostics.IndexOf(HostContainer.Cancelled, StringComparison.Ordinal)..]),
        _ => new JobManagerEnd(null, $"application {app.Id} was ended from outside ({app.State}, {app.FinalStatus}): {app.Diagnostics}"),
    };

    /// <summary>How YARN is told that a cluster has ended.</summary>
    public static FinalStatus StatusOf(ApplicationStatus status) => status switch
    {
        ApplicationStatus.Succeeded => FinalStatus.AppSucceeded,
        ApplicationStatus.Failed => FinalStatus.AppFailed,
        ApplicationStatus.Canceled => FinalStatus.AppKilled,
        _ => FinalStatus.AppUndefined,
    };

    /// <summary>What YARN is told about it.</summary>
    public static string DiagnosticsOf(ApplicationStatus status, string? diagnostics) =>
        status == ApplicationStatus.Canceled ? HostContainer.Cancelled + diagnostics : diagnostics ?? "";

    private static int CodeOf(string diagnostics)
    {
        var at = diagnostics.IndexOf(ExitCode, StringComparison.Ordinal);
        if (at < 0)
        {
            return Failure;
        }

        var digits = diagnostics[(at + ExitCode.Length)..].TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : Failure;
    }

    // The end of what the process has written to its standard error, else all that YARN says.
    private static string Last(string diagnostics)
    {
        var at = diagnostics.IndexOf(ErrorsBegin, StringComparison.Ordinal);
        var lines = (at < 0 ? diagnostics : diagnostics[(at + ErrorsBegin.Length)..].Split("\n\n")[0])
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.Contains(Warning, StringComparison.Ordinal))
            .ToArray();
        return lines.Length == 0 ? "" : $"; it said last: {string.Join('\n', lines.TakeLast(MostLines))}";
    }
}
