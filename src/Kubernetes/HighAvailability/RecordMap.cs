using System.Globalization;
using Flink.Core;
using Flink.Runtime.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>
/// One config map as a term sees it. The term has written its number into it, and replaces it only as it last saw it: a write that succeeds
/// is seen by whoever writes his number later, and afterwards none succeeds.
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
internal sealed class RecordMap
{
    private const string TermAnnotation = "flink/term";

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly RecordMaps _owner;
    private V1ConfigMap _seen;

    private RecordMap(RecordMaps owner, V1ConfigMap seen)
    {
        _owner = owner;
        _seen = seen;
    }

    public string Name => _seen.Metadata.Name;

    public long Term => TermOf(_seen);

    public string? Get(string key) => _seen.Data?.TryGetValue(key, out var text) is true ? text : null;

    public IEnumerable<KeyValuePair<string, string>> Entries => _seen.Data ?? new Dictionary<string, string>();

    /// <summary>Begins a term in the cluster's own config map, one above the last.</summary>
    /// <exception cref="ConflictException">Another process has begun one meanwhile.</exception>
    public static async Task<RecordMap> BeginTermAsync(RecordMaps owner, string name)
    {
        var before = await owner.Api.ReadMapAsync(name).ConfigureAwait(false);
        owner.Epoch = (before is null ? 0 : TermOf(before)) + 1;
        return new RecordMap(owner, await owner.Api.WriteMapAsync(owner.Copy(before, name)).ConfigureAwait(false));
    }

    /// <summary>Takes a config map of an earlier term over.</summary>
    /// <param name="owner">The term.</param>
    /// <param name="name">Its name.</param>
    /// <param name="before">What it was when the term had begun, where that is known.</param>
    /// <exception cref="LeadershipLostException">A later term has it.</exception>
    /// <exception cref="FlinkException">It is not there, or not readable.</exception>
    public static async Task<RecordMap> TakeOverAsync(RecordMaps owner, string name, V1ConfigMap? before)
    {
        while (true)
        {
            before ??= await owner.Api.ReadMapAsync(name).ConfigureAwait(false) ?? throw new FlinkException(
                $"The config map '{name}' of high availability is gone, and with it where a job's checkpoints are. Put back a copy, or remove its entry from the config map '{owner.Settings.ClusterMap}' and submit the job from a checkpoint.");
            if (await TryReplaceAsync(owner, before, name, before.Data).ConfigureAwait(false) is { } map)
            {
                return map;
            }

            before = null;
        }
    }

    /// <summary>Makes a config map that no other refers to yet; one of that name is a leftover.</summary>
    /// <exception cref="LeadershipLostException">It is one of a later term.</exception>
    public static async Task<RecordMap> CreateAsync(RecordMaps owner, string name, string key, string value)
    {
        Dictionary<string, string> data = new(StringComparer.Ordinal) { [key] = value };
        return await owner.TryUntilDoneAsync(key, async () =>
        {
            var before = await owner.Api.ReadMapAsync(name).ConfigureAwait(false);
            return await TryReplaceAsync(owner, before, name, data).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Changes entries, durably and at once.</summary>
    /// <param name="key">For messages.</param>
    /// <param name="change">May be called several times.</param>
    public Task ChangeAsync(string key, Action<IDictionary<string, string>> change) => _owner.TryUntilDoneAsync(key, async () =>
    {
        var next = _owner.Copy(_seen, Name);
        change(next.Data);
        try
        {
            _seen = await _owner.Api.WriteMapAsync(next).ConfigureAwait(false);
            return this;
        }
        catch (ConflictException)
        {
            // People, or a write of ours whose answer was lost; else somebody has taken it over.
            var now = await _owner.Api.ReadMapAsync(Name).ConfigureAwait(false);
            _seen = now is not null && TermOf(now) == _owner.Epoch && now.Metadata.Uid == _seen.Metadata.Uid ? now : throw _owner.Lost(key, mayBeDone: false);
            return null;
        }
    });

    /// <summary>Removes it, unless a later term has it.</summary>
    public Task DeleteAsync() => _owner.Api.DeleteMapAsync(_seen);

    public static long TermOf(V1ConfigMap map)
    {
        if (map.Metadata.Annotations?.TryGetValue(TermAnnotation, out var text) is not true)
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var term)
            ? term
            : throw new FlinkException($"The annotation '{TermAnnotation}' of the config map '{map.Metadata.Name}' is '{text}' and must be the number of a term. Put back a copy of the config map.");
    }

    public static void SetTerm(V1ConfigMap map, long term) => map.Metadata.Annotations[TermAnnotation] = term.ToString(CultureInfo.InvariantCulture);

    public static TimeSpan PauseAfter(int failures) => failures > 5 ? _longestPause : _firstPause * (1 << (failures - 1));

    private static async Task<RecordMap?> TryReplaceAsync(RecordMaps owner, V1ConfigMap? before, string name, IDictionary<string, string>? data)
    {
        if (before is not null && TermOf(before) > owner.Epoch)
        {
            throw owner.Lost(name, mayBeDone: false);
        }

        var next = owner.Copy(before, name);
        next.Data = new Dictionary<string, string>(data ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        try
        {
            return new RecordMap(owner, await owner.Api.WriteMapAsync(next).ConfigureAwait(false));
        }
        catch (ConflictException)
        {
            return null;
        }
    }
}
