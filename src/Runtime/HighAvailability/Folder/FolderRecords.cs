using System.IO.Hashing;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Runtime.State;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>The records of one term in the shared folder; see docs/decisions/0014 for why they are fenced without any clock.</summary>
internal sealed partial class FolderRecords : FencedRecords
{
    /// <summary>A larger value has a file of its own, which the next term need not copy.</summary>
    public const int MaxInline = 16 << 10;

    private readonly ClusterFolder _folder;
    private readonly long _epoch;
    private readonly SerialIo _io;
    private readonly ILogger _logger;
    private readonly FilePath _epochFolder;
    private readonly SortedDictionary<string, RecordEntry> _entries;
    private readonly HashSet<string> _inState;
    private long _dataFiles;
    private volatile bool _hasEnded;

    private FolderRecords(ClusterFolder folder, long epoch, SerialIo io, ILogger logger, SortedDictionary<string, RecordEntry> entries)
    {
        _folder = folder;
        _epoch = epoch;
        _io = io;
        _logger = logger;
        _epochFolder = folder.EpochFolder(epoch);
        _entries = entries;
        _inState = new HashSet<string>(entries.Keys, StringComparer.Ordinal);
    }

    /// <summary>Reads what the last established term knew and makes it the state of a term that has been claimed.</summary>
    /// <exception cref="FlinkException">Something cannot be read or written: the term is not established and must be given up.</exception>
    public static FolderRecords Establish(ClusterFolder folder, long epoch, SerialIo io, ILogger logger)
    {
        var entries = Load(folder, folder.EstablishedBefore(epoch));
        var buffer = new SnapshotBuffer();
        buffer.Write(entries.Count);
        foreach (var (key, entry) in entries)
        {
            buffer.Write(key);
            entry.Write(buffer);
        }

        RecordFile.Write(folder.Files, folder.EpochFolder(epoch).Child(ClusterFolder.StateFile), buffer.Written.Span);
        return new FolderRecords(folder, epoch, io, logger, entries);
    }

    public override Task PutAsync(string key, ReadOnlyMemory<byte> value)
    {
        RecordKeys.Check(key);
        return _io.Run(() =>
        {
            RefuseWhenLost(key);
            Write(key, value.Length > MaxInline ? WriteData(key, value.Span) : new RecordEntry(value.ToArray()));
        });
    }

    public override Task RemoveAsync(string key)
    {
        RecordKeys.Check(key);
        return _io.Run(() =>
        {
            RefuseWhenLost(key);
            Write(key, RecordEntry.Removed);
        });
    }

    public override Task<ReadOnlyMemory<byte>?> GetAsync(string key) =>
        _io.Run(() => _entries.TryGetValue(key, out var entry) ? entry.Inline ?? ReadData(key, entry) : (ReadOnlyMemory<byte>?)null);

    public override Task<IReadOnlyList<string>> ListAsync(string prefix) => _io.Run<IReadOnlyList<string>>(
        () => [.. _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))]);

    /// <summary>Refuses writes from now on.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Removes what is of no use any more; the term is established and was the latest afterwards.</summary>
    public void RemoveOld() => _io.Post(() =>
    {
        try
        {
            _folder.RemoveBefore(_epoch, _entries.Values.Select(static entry => entry.File).OfType<string>().ToHashSet(StringComparer.Ordinal));
        }
        catch (Exception e)
        {
            // It costs space, and the next term tries again.
            LogNotRemoved(_logger, _folder.Root, e);
        }
    });

    private static SortedDictionary<string, RecordEntry> Load(ClusterFolder folder, long epoch)
    {
        var entries = new SortedDictionary<string, RecordEntry>(StringComparer.Ordinal);
        if (epoch == 0)
        {
            return entries;
        }

        var path = folder.EpochFolder(epoch).Child(ClusterFolder.StateFile);
        var parser = RecordFile.Parser(Expect(folder, path), path);
        for (var count = parser.ReadCount(5); count > 0; count--)
        {
            entries[parser.ReadText()] = RecordEntry.Read(parser);
        }

        parser.ExpectEnd();
        foreach (var file in folder.Files.List(folder.EpochFolder(epoch)))
        {
            if (!file.Path.IsHidden && file.Path.Name is not (ClusterFolder.StateFile or ClusterFolder.LeaderFile))
            {
                Apply(entries, file.Path.Name, RecordEntry.Read(RecordFile.Parser(Expect(folder, file.Path), file.Path)));
            }
        }

        return entries;
    }

    private static void Apply(SortedDictionary<string, RecordEntry> entries, string key, RecordEntry entry)
    {
        if (entry.IsRemoved)
        {
            entries.Remove(key);
        }
        else
        {
            entries[key] = entry;
        }
    }

    private static byte[] Expect(ClusterFolder folder, FilePath path) => RecordFile.TryRead(folder.Files, path)
        ?? throw new FlinkException($"The high-availability record '{path}' vanished while it was read: another process leads by now.", isRetryable: true);

    private void Write(string key, RecordEntry entry)
    {
        var path = _epochFolder.Child(key);
        if (entry.IsRemoved && !_inState.Contains(key))
        {
            _folder.Files.Delete(path, recursive: false);
        }
        else
        {
            var buffer = new SnapshotBuffer();
            entry.Write(buffer);
            RecordFile.Write(_folder.Files, path, buffer.Written.Span);
        }

        if (!_folder.IsLatest(_epoch))
        {
            throw Lost(key, mayBeDone: true);
        }

        _entries.TryGetValue(key, out var old);
        Apply(_entries, key, entry);
        if (old?.File is { } unused)
        {
            RemoveData(unused);
        }
    }

    private RecordEntry WriteData(string key, ReadOnlySpan<byte> value)
    {
        var name = _folder.NameOfData(_epoch, _dataFiles++, key);
        using var file = _folder.Files.CreateAtomic(_folder.Data.Child(name), CreateMode.Overwrite);
        file.Stream.Write(value);
        file.Commit();
        return new RecordEntry(null, name, value.Length, XxHash3.HashToUInt64(value));
    }

    private ReadOnlyMemory<byte> ReadData(string key, RecordEntry entry)
    {
        using var stream = _folder.Files.OpenRead(_folder.Data.Child(entry.File!));
        var bytes = new byte[entry.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length && XxHash3.HashToUInt64(bytes) == entry.Hash
            ? bytes
            : throw new FlinkException($"The value of '{key}' in '{_folder.Data.Child(entry.File!)}' is damaged. Put back a copy of the file, or remove the job.");
    }

    private void RemoveData(string name)
    {
        try
        {
            _folder.Files.Delete(_folder.Data.Child(name), recursive: false);
        }
        catch (Exception e)
        {
            // The record is written: what cannot be removed is removed by the next term.
            LogNotRemoved(_logger, _folder.Data.Child(name), e);
        }
    }

    private void RefuseWhenLost(string key)
    {
        if (_hasEnded || !_folder.IsLatest(_epoch))
        {
            throw Lost(key, mayBeDone: false);
        }
    }

    private LeadershipLostException Lost(string key, bool mayBeDone) => new(
        $"'{key}' is not stored in '{_folder.Root}': this process led in term {_epoch}, which has ended{(mayBeDone ? " meanwhile; the next leader may see it or not" : "")}.",
        mayBeDone);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is of no use any more could not be removed from {Path}.")]
    private static partial void LogNotRemoved(ILogger logger, FilePath path, Exception cause);
}
