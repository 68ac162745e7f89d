using System.Text.Json;
using Flink.Core.Execution;
using Flink.Runtime.TaskManager;

namespace Flink.Rest.Json;

/// <summary>Flink's words for states, in capitals.</summary>
internal static class FlinkWords
{
    private static readonly string[] _jobStatuses = [.. Enum.GetNames<JobStatus>().Select(static name => name.ToUpperInvariant())];
    private static readonly string[] _executionStates = [.. Enum.GetNames<ExecutionState>().Select(static name => name.ToUpperInvariant())];

    public static int JobStatusCount => _jobStatuses.Length;

    public static int ExecutionStateCount => _executionStates.Length;

    public static string Word(this JobStatus status) => _jobStatuses[(int)status];

    public static string Word(this ExecutionState state) => _executionStates[(int)state];

    /// <summary>Milliseconds since 1970; -1 for null.</summary>
    public static long Millis(this DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? -1;

    public static void WriteMillis(this Utf8JsonWriter json, string name, DateTimeOffset? time) => json.WriteNumber(name, time.Millis());

    /// <summary>A number that is a float in Flink, so that readers see one although it is whole.</summary>
    public static void WriteFloat(this Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        if (double.IsInteger(value) && Math.Abs(value) < 1e15)
        {
            json.WriteRawValue(value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), skipInputValidation: true);
        }
        else if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
