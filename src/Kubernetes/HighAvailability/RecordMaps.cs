using Flink.Core;
using Flink.Runtime.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>What the config maps of one term have in common.</summary>
internal sealed class RecordMaps(ILeadershipApi api, LeadershipSettings settings, HighAvailabilitySurroundings surroundings)
{
    private readonly CancellationTokenSource _ended = new();

    public ILeadershipApi Api => api;

    public LeadershipSettings Settings => settings;

    /// <summary>The number of the term, once it has begun.</summary>
    public long Epoch { get; set; }

    public bool HasEnded => _ended.IsCancellationRequested;

    /// <summary>Refuses writes from now on.</summary>
    public void End() => _ended.Cancel();

    /// <summary>A config map with the number of this term, to be written over another as it was seen.</summary>
    public V1ConfigMap Copy(V1ConfigMap? before, string name)
    {
        var copy = new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = "ConfigMap",
            Data = new Dictionary<string, string>(before?.Data ?? new Dictionary<string, string>(), StringComparer.Ordinal),
            Metadata = new V1ObjectMeta
            {
                Name = name,
                ResourceVersion = before?.Metadata.ResourceVersion,
                Uid = before?.Metadata.Uid,
                Labels = new Dictionary<string, string>(before?.Metadata.Labels ?? ClusterLabels.Of(settings.ClusterId)),
                Annotations = new Dictionary<string, string>(before?.Metadata.Annotations ?? new Dictionary<string, string>()),
                OwnerReferences = before?.Metadata.OwnerReferences,
                Finalizers = before?.Metadata.Finalizers,
            },
        };
        RecordMap.SetTerm(copy, Epoch);
        return copy;
    }

    /// <summary>
    /// Makes an attempt until one succeeds, the API refuses for good, or the term ends: that the API is away for a moment is no reason for a job to fail.
    /// </summary>
    /// <param name="key">For messages.</param>
    /// <param name="attempt">Gives null when it is to be made again at once.</param>
    public async Task<RecordMap> TryUntilDoneAsync(string key, Func<Task<RecordMap?>> attempt)
    {
        var failures = 0;
        while (true)
        {
            if (HasEnded)
            {
                throw Lost(key, mayBeDone: failures > 0);
            }

            try
            {
                if (await attempt().ConfigureAwait(false) is { } map)
                {
                    return map;
                }
            }
            catch (LeadershipLostException e) when (!e.MayBeDone && failures > 0)
            {
                // One of the earlier attempts may have come through before somebody took over.
                throw Lost(key, mayBeDone: true);
            }
            catch (Exception e) when (e is not FlinkException)
            {
                if (failures++ == 0)
                {
                    LeadershipLog.Unreachable(surroundings.Logger, key, e.Message);
                }

                await PauseAsync(failures).ConfigureAwait(false);
            }
        }
    }

    public LeadershipLostException Lost(string key, bool mayBeDone) => new(
        $"'{key}' is not stored for '{settings.ClusterId}': this process led in term {Epoch}, which has ended{(mayBeDone ? " meanwhile; the next leader may see it or not" : "")}.",
        mayBeDone);

    // Ends with the term, as the next attempt finds.
    private async Task PauseAsync(int failures)
    {
        var over = new TaskCompletionSource();
        await using var timer = surroundings.Clock.CreateTimer(_ => over.TrySetResult(), null, RecordMap.PauseAfter(failures), Timeout.InfiniteTimeSpan);
        await using var ended = _ended.Token.UnsafeRegister(_ => over.TrySetResult(), null);
        await over.Task.ConfigureAwait(false);
    }
}
