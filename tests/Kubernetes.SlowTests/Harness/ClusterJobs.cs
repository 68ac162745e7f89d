using System.Net.Http.Json;
using System.Text.Json;
using Flink.ResourceManagers.Testing;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>The jobs of a cluster, as its REST endpoint tells them.</summary>
internal static class ClusterJobs
{
    /// <summary>The id of a job whose tasks all run, once there is one.</summary>
    /// <param name="address">Of the REST endpoint; asked each time, since leaders change.</param>
    /// <param name="happened">What must be so too; null for nothing.</param>
    public static async Task<string> RunningAsync(Func<Task<Uri?>> address, Func<JsonElement, bool>? happened = null)
    {
        string? job = null;
        await Wait.UntilAsync(
            async () => await address() is { } endpoint && (job = await FindAsync(endpoint, happened)) is not null, () => "No job runs with all its tasks");
        return job!;
    }

    /// <summary>The id of a job whose tasks all run; null when there is none now.</summary>
    public static async Task<string?> FindAsync(Uri address, Func<JsonElement, bool>? happened = null)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            var jobs = await http.GetFromJsonAsync<JsonElement>("/jobs/overview");
            return jobs.GetProperty("jobs").EnumerateArray()
                .Where(job => job.GetProperty("state").GetString() == "RUNNING"
                    && job.GetProperty("tasks").GetProperty("running").GetInt32() == job.GetProperty("tasks").GetProperty("total").GetInt32()
                    && happened?.Invoke(job) != false)
                .Select(static job => job.GetProperty("jid").GetString())
                .FirstOrDefault();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            // The JobManager is not up, or does not lead, or was killed while it answered.
            return null;
        }
    }
}
