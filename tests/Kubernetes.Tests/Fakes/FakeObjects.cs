using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Flink.Kubernetes.Tests.Fakes;

/// <summary>The pods of a fake API server, with versions and the history that watches begin from.</summary>
public sealed class FakeObjects
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _pods = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Line)> _history = [];
    private readonly ConcurrentDictionary<Channel<string>, bool> _watches = new();
    private long _version = 1;
    private long _oldest;

    /// <summary>How many watches are open.</summary>
    public int OpenWatches => _watches.Count;

    /// <summary>How many watches were opened so far.</summary>
    public int OpenedWatches { get; private set; }

    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Names of all pods.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _pods.Keys];
            }
        }
    }

    /// <summary>What happened before now is forgotten: a watch from an older version is refused.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _oldest = ++_version;
        }
    }

    /// <summary>Makes a pod, or merges into the one that is there.</summary>
    /// <param name="tells">Whether watches are told.</param>
    public JsonObject Apply(JsonObject pod, bool tells = true)
    {
        lock (_gate)
        {
            var name = (string)pod["metadata"]!["name"]!;
            var isNew = !_pods.TryGetValue(name, out var known);
            if (isNew)
            {
                known = (JsonObject)pod.DeepClone();
                known["metadata"]!["uid"] = Guid.NewGuid().ToString();
                known["metadata"]!["creationTimestamp"] = "2026-01-01T00:00:00Z";
                known["status"] = new JsonObject { ["phase"] = "Pending" };
                _pods.Add(name, known);
            }

            return Store(isNew ? "ADDED" : "MODIFIED", known!, tells);
        }
    }

    /// <summary>Changes a pod; nothing happens when it is gone.</summary>
    public void Change(string name, Action<JsonObject> change, bool tells = true)
    {
        lock (_gate)
        {
            if (_pods.TryGetValue(name, out var pod))
            {
                change(pod);
                Store("MODIFIED", pod, tells);
            }
        }
    }

    /// <summary>Removes a pod; false when there was none.</summary>
    public bool Remove(string name, bool tells = true)
    {
        lock (_gate)
        {
            if (!_pods.Remove(name, out var pod))
            {
                return false;
            }

            Store("DELETED", pod, tells);
            return true;
        }
    }

    /// <summary>A part of the list, and where the next begins.</summary>
    public JsonObject List(int limit, string? from)
    {
        lock (_gate)
        {
            var rest = _pods.Where(pod => from is null || string.CompareOrdinal(pod.Key, from) > 0).Take(limit + 1).ToList();
            var page = rest.Take(limit).ToList();
            var metadata = new JsonObject { ["resourceVersion"] = $"{_version}" };
            if (rest.Count > limit)
            {
                metadata["continue"] = page[^1].Key;
            }

            return new JsonObject
            {
                ["kind"] = "PodList",
                ["apiVersion"] = "v1",
                ["metadata"] = metadata,
                ["items"] = new JsonArray([.. page.Select(pod => pod.Value.DeepClone())]),
            };
        }
    }

    /// <summary>Opens a watch; null when the version is too old.</summary>
    public Channel<string>? Watch(long from)
    {
        lock (_gate)
        {
            if (from < _oldest)
            {
                return null;
            }

            var watch = Channel.CreateUnbounded<string>();
            foreach (var (_, line) in _history.Where(entry => entry.Version > from))
            {
                watch.Writer.TryWrite(line);
            }

            _watches[watch] = true;
            OpenedWatches++;
            return watch;
        }
    }

    public void Close(Channel<string> watch)
    {
        _watches.TryRemove(watch, out _);
        watch.Writer.TryComplete();
    }

    /// <summary>Writes a line to all watches.</summary>
    public void Say(JsonObject line)
    {
        foreach (var watch in _watches.Keys)
        {
            watch.Writer.TryWrite(line.ToJsonString());
        }
    }

    /// <summary>Ends all watches in good order.</summary>
    public void EndWatches()
    {
        foreach (var watch in _watches.Keys)
        {
            Close(watch);
        }
    }

    private JsonObject Store(string type, JsonObject pod, bool tells)
    {
        pod["metadata"]!["resourceVersion"] = $"{++_version}";
        pod["apiVersion"] = "v1";
        pod["kind"] = "Pod";
        var line = new JsonObject { ["type"] = type, ["object"] = pod.DeepClone() }.ToJsonString();
        _history.Add((_version, line));
        foreach (var watch in tells ? _watches.Keys : [])
        {
            watch.Writer.TryWrite(line);
        }

        return (JsonObject)pod.DeepClone();
    }
}
