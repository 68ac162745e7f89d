using Flink.Core.FileSystems;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>
/// The records of one term in config maps: one of the cluster, and one for each record that is written at every checkpoint; see docs/decisions/0024 for why
/// they are fenced without any clock.
/// </summary>
internal sealed class ConfigMapRecords : FencedRecords
{
    // A config map takes 1 MiB, and is read and written whole.
    private const int MaxInline = 1 << 10;
    private const int MaxInlineAlone = 64 << 10;
    private const int TakenOverAtOnce = 8;

    private readonly RecordMaps _maps;
    private readonly RecordMap _cluster;
    private readonly Dictionary<string, RecordMap> _alone;
    private readonly LargeValues _large;
    private readonly HighAvailabilitySurroundings _surroundings;
    private readonly SerialTasks _work;
    private readonly Action _lost;
    private long _largeValues;

    private ConfigMapRecords(
        RecordMaps maps, RecordMap cluster, Dictionary<string, RecordMap> alone, FencingToken token, HighAvailabilitySurroundings surroundings, Action lost)
    {
        _maps = maps;
        _cluster = cluster;
        _alone = alone;
        _surroundings = surroundings;
        _lost = lost;
        _work = new SerialTasks(surroundings.Io);
        _large = new LargeValues(Files, maps.Settings.LargeFolder);
        Token = token;
    }

    public long Epoch => _maps.Epoch;

    public FencingToken Token { get; }

    private LeadershipSettings Settings => _maps.Settings;

    private FileSystem Files => _surroundings.FileSystems.For(Settings.Folder);

    /// <summary>Begins a term: no earlier one writes anything from now on, and what it wrote is known.</summary>
    /// <param name="api">The API.</param>
    /// <param name="settings">The cluster.</param>
    /// <param name="token">The token of the term.</param>
    /// <param name="surroundings">The process.</param>
    /// <param name="lost">Called when a write shows that another term has begun.</param>
    /// <exception cref="Core.FlinkException">Something is missing or damaged; names it. The term must be given up, as after any other exception.</exception>
    public static async Task<ConfigMapRecords> EstablishAsync(
        ILeadershipApi api, LeadershipSettings settings, FencingToken token, HighAvailabilitySurroundings surroundings, Action lost)
    {
        var maps = new RecordMaps(api, settings, surroundings);
        var cluster = await RecordMap.BeginTermAsync(maps, settings.ClusterMap).ConfigureAwait(false);
        var alone = new Dictionary<string, RecordMap>(StringComparer.Ordinal);
        var referred = cluster.Entries
            .Select(entry => (entry.Key, RecordValue.Parse(entry.Value, entry.Key, cluster.Name).Map))
            .Where(static entry => entry.Map is not null)
            .ToArray();
        var there = referred.Length == 0 ? [] : (await api.ListMapsAsync().ConfigureAwait(false)).ToDictionary(static map => map.Metadata.Name, StringComparer.Ordinal);
        foreach (var some in referred.Chunk(TakenOverAtOnce))
        {
            var taken = await Task.WhenAll(some.Select(entry => RecordMap.TakeOverAsync(maps, entry.Map!, there.GetValueOrDefault(entry.Map!)))).ConfigureAwait(false);
            foreach (var (entry, map) in some.Zip(taken))
            {
                alone[entry.Key] = map;
            }
        }

        return new ConfigMapRecords(maps, cluster, alone, token, surroundings, lost);
    }

    public override Task PutAsync(string key, ReadOnlyMemory<byte> value)
    {
        RecordKeys.Check(key);
        return WriteAsync(key, async () =>
        {
            var isAlone = key.StartsWith(RecordKeys.CheckpointPrefix, StringComparison.Ordinal);
            var record = value.Length > (isAlone ? MaxInlineAlone : MaxInline)
                ? await _work.Block(() => _large.Write(Epoch, Token.ToString(), _largeValues++, key, value.Span)).ConfigureAwait(false)
                : new RecordValue(value.ToArray());
            var old = Find(key);
            await (isAlone ? PutAloneAsync(key, record) : _cluster.ChangeAsync(key, entries => entries[key] = record.ToString())).ConfigureAwait(false);
            await RemoveLargeAsync(old).ConfigureAwait(false);
        });
    }

    public override Task RemoveAsync(string key)
    {
        RecordKeys.Check(key);
        return WriteAsync(key, async () =>
        {
            var old = Find(key);
            if (_cluster.Get(key) is not null)
            {
                await _cluster.ChangeAsync(key, entries => entries.Remove(key)).ConfigureAwait(false);
            }

            if (_alone.Remove(key, out var map))
            {
                await TryRemoveAsync(map.Name, map.DeleteAsync).ConfigureAwait(false);
            }

            await RemoveLargeAsync(old).ConfigureAwait(false);
        });
    }

    public override Task<ReadOnlyMemory<byte>?> GetAsync(string key) => _work.Run(async () => Find(key) switch
    {
        null => (ReadOnlyMemory<byte>?)null,
        { Inline: { } bytes } => bytes,
        { } large => await _work.Block(() => _large.Read(key, large)).ConfigureAwait(false),
    });

    public override Task<IReadOnlyList<string>> ListAsync(string prefix) => _work.Run(() => Task.FromResult<IReadOnlyList<string>>(
        [.. _cluster.Entries.Select(static entry => entry.Key).Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]));

    /// <summary>Refuses writes from now on.</summary>
    public void End() => _maps.End();

    /// <summary>Removes what earlier terms left and nothing refers to.</summary>
    public void RemoveOld() => _work.Post(() => TryRemoveAsync(Settings.ClusterId, async () =>
    {
        var names = _alone.Values.Select(static map => map.Name).Append(_cluster.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var map in await _maps.Api.ListMapsAsync().ConfigureAwait(false))
        {
            if (!names.Contains(map.Metadata.Name) && RecordMap.TermOf(map) < Epoch)
            {
                await TryRemoveAsync(map.Metadata.Name, () => _maps.Api.DeleteMapAsync(map)).ConfigureAwait(false);
            }
        }

        var files = _cluster.Entries.Select(entry => Find(entry.Key)?.File).OfType<string>().ToHashSet(StringComparer.Ordinal);
        await _work.Block(() => _large.RemoveBefore(Epoch, files)).ConfigureAwait(false);
    }));

    /// <summary>Removes everything of the cluster; nothing is written afterwards.</summary>
    /// <exception cref="LeadershipLostException">Another term has begun.</exception>
    public Task RemoveAllAsync() => WriteAsync("all", async () =>
    {
        await _cluster.ChangeAsync("all", static entries => entries.Clear()).ConfigureAwait(false);
        End();
        foreach (var map in await _maps.Api.ListMapsAsync().ConfigureAwait(false))
        {
            if (map.Metadata.Name != _cluster.Name)
            {
                await TryRemoveAsync(map.Metadata.Name, () => _maps.Api.DeleteMapAsync(map)).ConfigureAwait(false);
            }
        }

        foreach (var folder in (FilePath[])[Settings.LargeFolder, Settings.BlobFolder])
        {
            await _work.Block(() => Files.Delete(folder, recursive: true)).ConfigureAwait(false);
        }

        await TryRemoveAsync(_cluster.Name, _cluster.DeleteAsync).ConfigureAwait(false);
    });

    private async Task PutAloneAsync(string key, RecordValue record)
    {
        if (_alone.TryGetValue(key, out var map))
        {
            await map.ChangeAsync(key, entries => entries[key] = record.ToString()).ConfigureAwait(false);
            return;
        }

        // The cluster's entry is what counts: without it, the other one is a leftover.
        map = await RecordMap.CreateAsync(_maps, Settings.MapOf(key[RecordKeys.CheckpointPrefix.Length..]), key, record.ToString()).ConfigureAwait(false);
        await _cluster.ChangeAsync(key, entries => entries[key] = RecordValue.In(map.Name).ToString()).ConfigureAwait(false);
        _alone[key] = map;
    }

    private RecordValue? Find(string key)
    {
        var map = _alone.GetValueOrDefault(key, _cluster);
        return map.Get(key) is { } text ? RecordValue.Parse(text, key, map.Name) : null;
    }

    private Task WriteAsync(string key, Func<Task> write) => _work.Run(async () =>
    {
        if (_maps.HasEnded)
        {
            throw _maps.Lost(key, mayBeDone: false);
        }

        try
        {
            await write().ConfigureAwait(false);
        }
        catch (LeadershipLostException)
        {
            End();
            _lost();
            throw;
        }
    });

    private Task RemoveLargeAsync(RecordValue? old) => old?.File is { } file
        ? TryRemoveAsync(file, () => _work.Block(() => _large.Remove(file)))
        : Task.CompletedTask;

    private async Task TryRemoveAsync(string what, Func<Task> remove)
    {
        try
        {
            await remove().ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            // Somebody has it again.
        }
        catch (Exception e)
        {
            // The record is written: what cannot be removed is removed by the next term.
            LeadershipLog.NotRemoved(_surroundings.Logger, what, e);
        }
    }
}
