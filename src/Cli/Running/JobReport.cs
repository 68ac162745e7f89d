using System.Collections;
using System.Globalization;
using System.Text;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Running;

/// <summary>The lines about a job that Apache Flink's client prints, and one more that sums it up.</summary>
internal sealed partial class JobReport(TextWriter output, ILogger<JobReport> logger)
{
    public void Submitted(JobId job)
    {
        output.WriteLine($"Job has been submitted with JobID {job}");
        LogSubmitted(logger, job);
    }

    /// <summary>A job that failed or was cancelled is an exception, which somebody else reports.</summary>
    public void Ended(JobResult result)
    {
        if (!result.Status.IsGloballyTerminal())
        {
            // Of a detached job, whose end nobody waits for.
            return;
        }

        foreach (var warning in result.Warnings)
        {
            LogRemark(logger, result.JobId, warning);
        }

        LogEnded(logger, result.JobId, result.Status);
        if (result.Status == JobStatus.Finished)
        {
            output.Write(Describe(result));
        }
    }

    internal static string Describe(JobResult result)
    {
        var text = new StringBuilder()
            .AppendLine("Program execution finished")
            .AppendLine(CultureInfo.InvariantCulture, $"Job with JobID {result.JobId} has finished.")
            .AppendLine(CultureInfo.InvariantCulture, $"Job Runtime: {result.NetRuntime.TotalMilliseconds:F0} ms");
        if (result.Accumulators.Count > 0)
        {
            text.AppendLine("Accumulator Results: ");
            foreach (var (name, value) in result.Accumulators.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                text.Append("- ").Append(name).AppendLine(DescribeValue(value));
            }
        }

        var seconds = result.NetRuntime.TotalSeconds;
        var rate = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {result.RecordsRead / seconds:N0} records/s") : "";
        return text
            .AppendLine(CultureInfo.InvariantCulture, $"{result.RecordsRead:N0} records in {seconds:F3} s{rate}")
            .AppendLine()
            .ToString();
    }

    private static string DescribeValue(object? value) => value switch
    {
        null => ": null",
        ICollection many => string.Create(CultureInfo.InvariantCulture, $" ({many.GetType().Name}) [{many.Count} elements]"),
        _ => string.Create(CultureInfo.InvariantCulture, $" ({value.GetType().FullName}): {value}"),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} has been submitted")]
    private static partial void LogSubmitted(ILogger logger, JobId job);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} has ended {Status}")]
    private static partial void LogEnded(ILogger logger, JobId job, JobStatus status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: {Remark}")]
    private static partial void LogRemark(ILogger logger, JobId job, string remark);
}
