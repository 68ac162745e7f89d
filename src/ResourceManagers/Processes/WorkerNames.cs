using System.Globalization;
using System.Text;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Processes;

/// <summary>Names of workers that no other term of the cluster has given: a counter of terms that also grows where leadership does not, in the state folder.</summary>
internal sealed class WorkerNames(string cluster, long attempt)
{
    private const string CounterFile = "attempt";

    private int _last;

    /// <param name="clusterId">As configured.</param>
    /// <param name="term">Of whoever gives them.</param>
    /// <param name="stateFolder">Holds the counter.</param>
    /// <exception cref="IOException">The counter cannot be kept.</exception>
    public static WorkerNames Open(string clusterId, long term, string stateFolder)
    {
        var file = Path.Combine(stateFolder, CounterFile);
        var last = File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var stored) ? stored : 0;
        var attempt = Math.Max(term, last + 1);
        File.WriteAllText(file + ".new", attempt.ToString(CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
        return new WorkerNames(Plain(clusterId), attempt);
    }

    public TaskManagerId Next() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{cluster}-taskmanager-{attempt}-{Interlocked.Increment(ref _last)}"));

    // It becomes the name of files and folders.
    internal static string Plain(string cluster)
    {
        var plain = new StringBuilder();
        foreach (var letter in cluster)
        {
            plain.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-');
        }

        return plain.ToString().Trim('-') is { Length: > 0 } name ? name : "cluster";
    }
}
