using System.Buffers;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.State;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.State;

namespace Flink.Runtime.Tests.Checkpoints;

public sealed class CheckpointStorageTests : IDisposable
{
    private static readonly JobId _job = new(new Id128(1, 2));
    private static readonly OperatorId _small = new(new Id128(0, 1));
    private static readonly OperatorId _large = new(new Id128(0, 2));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-storage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Checkpoint_is_read_back_from_its_folder_also_after_that_was_moved()
    {
        var folder = Write(new LocalFileSystem(), 7).Folder!;
        Assert.Equal($"{_folder.FullName}/{_job}/chk-7", folder.LocalPath);
        Assert.Equal(["_metadata", "task-0"], Names(folder.LocalPath));
        AssertComplete(folder.LocalPath, 7);

        Directory.Move(folder.LocalPath, Path.Combine(_folder.FullName, "moved"));
        AssertComplete(Path.Combine(_folder.FullName, "moved"), 7);
        AssertComplete(Path.Combine(_folder.FullName, "moved", "_metadata"), 7);
    }

    [Fact]
    public void Every_byte_that_changes_is_noticed_and_the_file_is_named()
    {
        var folder = Write(new LocalFileSystem(), 1).Folder!.LocalPath;
        foreach (var name in (string[])["_metadata", "task-0"])
        {
            var file = Path.Combine(folder, name);
            var bytes = File.ReadAllBytes(file);

            // Each byte of a short file, and of a long one each at the edges of its parts and a sample of the rest.
            for (var i = 0; i < bytes.Length; i += i < 400 || i > bytes.Length - 400 ? 1 : 997)
            {
                var changed = (byte[])bytes.Clone();
                changed[i] ^= (byte)(1 << (i % 8));
                File.WriteAllBytes(file, changed);
                var failure = Assert.ThrowsAny<FlinkException>(() => ReadAll(folder));
                Assert.Contains(name, failure.Message, StringComparison.Ordinal);
            }

            File.WriteAllBytes(file, bytes);
        }

        AssertComplete(folder, 1);
    }

    [Fact]
    public void File_that_is_cut_off_anywhere_or_has_a_tail_is_noticed()
    {
        var folder = Write(new LocalFileSystem(), 1).Folder!.LocalPath;
        foreach (var name in (string[])["_metadata", "task-0"])
        {
            var file = Path.Combine(folder, name);
            var bytes = File.ReadAllBytes(file);
            for (var length = 0; length < bytes.Length; length += length < 400 ? 1 : 997)
            {
                File.WriteAllBytes(file, bytes[..length]);
                Assert.Contains(name, Assert.ThrowsAny<FlinkException>(() => ReadAll(folder)).Message, StringComparison.Ordinal);
            }

            File.WriteAllBytes(file, [.. bytes, 0]);
            Assert.ThrowsAny<FlinkException>(() => ReadAll(folder));
            File.WriteAllBytes(file, bytes);
        }
    }

    [Fact]
    public void Damage_is_named_with_its_place()
    {
        var folder = Write(new LocalFileSystem(), 1).Folder!.LocalPath;
        var file = Path.Combine(folder, "task-0");
        var bytes = File.ReadAllBytes(file);
        bytes[BlockFile.HeaderSize + 70_000] ^= 1;
        File.WriteAllBytes(file, bytes);

        var failure = Assert.ThrowsAny<FlinkException>(() => ReadAll(folder));

        Assert.Contains($"task-0' is damaged at byte {BlockFile.HeaderSize + BlockFile.LengthSize + BlockFile.MaxBlock + BlockFile.ChecksumSize}:", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsRetryable);
    }

    [Fact]
    public void File_of_another_checkpoint_does_not_pass()
    {
        var first = Write(new LocalFileSystem(), 1).Folder!.LocalPath;
        var second = Write(new LocalFileSystem(), 2).Folder!.LocalPath;
        File.Copy(Path.Combine(first, "task-0"), Path.Combine(second, "task-0"), overwrite: true);

        Assert.Contains("belongs to another checkpoint", Assert.ThrowsAny<FlinkException>(() => ReadAll(second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_files_are_refused()
    {
        var chk = Directory.CreateDirectory(Path.Combine(_folder.FullName, "foreign"));
        File.WriteAllBytes(Path.Combine(chk.FullName, "_metadata"), [0x4e, 0xfe, 0x34, 0x92, .. new byte[100]]);

        Assert.Contains("State of Apache Flink cannot be read", Assert.Throws<FlinkException>(() => ReadAll(chk.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_that_dies_between_any_two_steps_leaves_the_checkpoint_before_and_nothing_that_looks_complete()
    {
        Write(new LocalFileSystem(), 1);
        var steps = 0;
        for (var isDone = false; !isDone; steps++)
        {
            var disk = new DyingFileSystem(steps);
            try
            {
                Write(disk, 2);
                isDone = true;
            }
            catch (DyingFileSystem.DeathException)
            {
                AssertComplete(Path.Combine(_folder.FullName, _job.ToString(), "chk-1"), 1);
                var half = Path.Combine(_folder.FullName, _job.ToString(), "chk-2");
                if (File.Exists(Path.Combine(half, "_metadata")))
                {
                    // The very last step made it complete before the writer could say so.
                    AssertComplete(half, 2);
                }

                new FileCheckpointStorage(new LocalFileSystem(), FilePath.OfLocal(_folder.FullName), _job, 1000).Discard(2);
                Assert.False(Directory.Exists(half));
            }
        }

        Assert.InRange(steps, 8, 100);
        AssertComplete(Path.Combine(_folder.FullName, _job.ToString(), "chk-2"), 2);
    }

    [Fact]
    public void Remover_that_dies_between_any_two_steps_leaves_a_whole_checkpoint_or_none()
    {
        for (var (steps, isDone) = (0, false); !isDone; steps++)
        {
            var folder = Write(new LocalFileSystem(), 3).Folder!.LocalPath;
            try
            {
                new FileCheckpointStorage(new DyingFileSystem(steps), FilePath.OfLocal(_folder.FullName), _job, 1000).Discard(3);
                isDone = true;
            }
            catch (DyingFileSystem.DeathException)
            {
                if (File.Exists(Path.Combine(folder, "_metadata")))
                {
                    AssertComplete(folder, 3);
                }
            }

            Directory.Delete(Path.Combine(_folder.FullName, _job.ToString()), recursive: true);
        }
    }

    [Fact]
    public void File_that_a_task_still_writes_when_its_job_ends_does_not_stay()
    {
        var disk = new InterruptedFileSystem();
        var storage = new FileCheckpointStorage(disk, FilePath.OfLocal(_folder.FullName), _job, inlineThreshold: 1000);
        storage.Prepare();
        disk.BeforeCreate = storage.Close;

        storage.Store(1, "task-0", States(), CancellationToken.None);

        Assert.Empty(_folder.EnumerateFileSystemInfos());
        Assert.Throws<OperationCanceledException>(() => storage.Store(2, "task-0", States(), CancellationToken.None));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void State_that_claims_more_bytes_than_its_file_has_is_refused_before_room_is_made_for_it()
    {
        var folder = Write(new LocalFileSystem(), 1);
        var state = Assert.IsType<FileState>(folder.Operators[_large].Subtasks[0].State);

        var error = Assert.Throws<FlinkException>(() => StateFiles.Read(state with { Length = 1L << 40 }, new FileSystemRegistry()));
        Assert.Contains($"task-0' is damaged at byte {BlockFile.HeaderSize}: a state of {1L << 40} bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<FlinkException>(() => StateFiles.Read(state with { Length = -1 }, new FileSystemRegistry()));
        Assert.Throws<FlinkException>(() => StateFiles.Read(state with { Section = new BlockPosition(1L << 50, 0) }, new FileSystemRegistry()));
    }

    [Fact]
    public void State_is_written_into_its_file_while_it_comes()
    {
        var storage = new FileCheckpointStorage(new LocalFileSystem(), FilePath.OfLocal(_folder.FullName), _job, inlineThreshold: 1000);
        storage.Prepare();
        var file = new FileInfo(Path.Combine(_folder.FullName, _job.ToString(), "chk-1", "task-0"));
        var lengths = new List<long>();
        var snapshot = new OperatorSnapshot(1);
        snapshot.WriteLater(new Pieces(20, Content(1 << 20), () =>
        {
            file.Refresh();
            lengths.Add(file.Exists ? file.Length : 0);
        }));

        var state = Assert.IsType<FileState>(storage.Store(1, "task-0", [new TaskState(_large, "large", snapshot)], CancellationToken.None)[_large]);

        // What is not in the file yet is a part and a block at most, and what the file system buffers.
        Assert.Equal(20, lengths.Count);
        Assert.All(lengths.Index(), static pair => Assert.InRange(pair.Item, ((pair.Index - 1L) << 20) - (1 << 18), (pair.Index + 1L) << 20));
        Assert.Equal(20, StateFiles.Read(state, new FileSystemRegistry()).KeyedEntries("keyed").Count);
        Assert.Equal([4, 5], StateFiles.Read(state, new FileSystemRegistry(), new Core.Types.KeyGroupRange(4, 6)).KeyedEntries("keyed").Select(static entry => entry.KeyGroup));
    }

    [Fact]
    public void Writing_ends_when_the_checkpoint_is_given_up()
    {
        var storage = new FileCheckpointStorage(new LocalFileSystem(), FilePath.OfLocal(_folder.FullName), _job, inlineThreshold: 1000);
        storage.Prepare();
        using var cancellation = new CancellationTokenSource();
        var pieces = 0;
        using var snapshot = new OperatorSnapshot(1);
        snapshot.WriteLater(new Pieces(20, Content(1 << 20), () =>
        {
            if (++pieces == 5)
            {
                cancellation.Cancel();
            }
        }));

        Assert.Throws<OperationCanceledException>(() => storage.Store(1, "task-0", [new TaskState(_large, "large", snapshot)], cancellation.Token));

        Assert.Equal(5, pieces);
        storage.Discard(1);
        storage.Close();
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void State_that_is_too_large_for_memory_is_refused_with_what_to_set()
    {
        var storage = new MemoryCheckpointStorage(maxStateSize: 1000);
        var failure = Assert.Throws<FlinkException>(() => storage.Store(1, "task-0", States(), CancellationToken.None));

        Assert.Contains("'large' has", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Set 'execution.checkpointing.dir'", failure.Message, StringComparison.Ordinal);
    }

    private JobSnapshot Write(FileSystem fileSystem, long id)
    {
        var storage = new FileCheckpointStorage(fileSystem, FilePath.OfLocal(_folder.FullName), _job, inlineThreshold: 1000);
        storage.Prepare();
        var handles = storage.Store(id, "task-0", States(), CancellationToken.None);
        return storage.Complete(new JobSnapshot
        {
            Job = _job,
            CheckpointId = id,
            Timestamp = 5,
            Operators = new[] { (_small, "small"), (_large, "large") }.ToDictionary(pair => pair.Item1, pair => new OperatorState
            {
                Id = pair.Item1,
                Name = pair.Item2,
                MaxParallelism = 128,
                Subtasks = [new SubtaskState(handles[pair.Item1], IsFinished: false), new SubtaskState(null, IsFinished: true)],
            }),
        });
    }

    private static List<TaskState> States() => [State(_small, "small", 10), State(_large, "large", 200_000)];

    private static TaskState State(OperatorId id, string name, int size)
    {
        var snapshot = new OperatorSnapshot(1);
        snapshot.BeginOperatorEntry("entry").Write(Content(size));
        snapshot.BeginKeyedEntry("keyed", 3).Write("abc"u8);
        snapshot.WriteSchema("keyed", "schema"u8);
        return new TaskState(id, name, snapshot);
    }

    private static byte[] Content(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static List<StoredSnapshot> ReadAll(string path)
    {
        var fileSystems = new FileSystemRegistry();
        var snapshot = CheckpointFolder.Read(path, fileSystems);
        return [.. new[] { _small, _large }.Select(id => StateFiles.Read(snapshot.Operators[id].Subtasks[0].State!, fileSystems))];
    }

    private static void AssertComplete(string path, long id)
    {
        var snapshot = CheckpointFolder.Read(path, new FileSystemRegistry());
        Assert.Equal((_job, id, 5), (snapshot.Job, snapshot.CheckpointId, snapshot.Timestamp));
        Assert.Equal([false, true], snapshot.Operators[_large].Subtasks.Select(subtask => subtask.IsFinished));
        Assert.True(snapshot.Operators[_large].HasKeyedState);
        foreach (var (state, size) in ReadAll(path).Zip([10, 200_000]))
        {
            Assert.Equal(Content(size), state.OperatorEntries("entry")[0].ToArray());
            Assert.Equal((3, "abc"), (state.KeyedEntries("keyed")[0].KeyGroup, System.Text.Encoding.UTF8.GetString(state.KeyedEntries("keyed")[0].Entry.Span)));
            Assert.Equal("schema"u8.ToArray(), state.Schema("keyed").ToArray());
        }
    }

    /// <summary>Writes a key group after the other, and says so before each.</summary>
    private sealed class Pieces(int count, byte[] content, Action before) : IFrozenState
    {
        public void Write(StateWriter state, CancellationToken cancellation)
        {
            for (var i = 0; i < count; i++)
            {
                before();
                state.BeginKeyedEntry("keyed", i).Write(content);
            }
        }

        public void Dispose()
        {
        }
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
