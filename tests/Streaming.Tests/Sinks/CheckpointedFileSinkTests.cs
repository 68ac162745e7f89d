using System.Buffers;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;
using Flink.Streaming.Sinks;
using Flink.Streaming.Tests.Sources;

namespace Flink.Streaming.Tests.Sinks;

/// <summary>Parts that become visible with checkpoints.</summary>
public sealed class CheckpointedFileSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Part_is_hidden_until_its_checkpoint_is_complete()
    {
        using var writer = Begin();
        Write(writer, 1, 2);
        var state = Snapshot(writer, 1);
        Write(writer, 3);
        Assert.Empty(Visible());

        writer.Commit(1);
        Assert.Equal(["part-0-1: 1 2"], Visible());
        writer.Commit(1);
        Assert.Equal(1, state.OperatorEntryCount);
    }

    [Fact]
    public void Checkpoint_that_is_never_completed_is_committed_with_the_next_one()
    {
        using var writer = Begin();
        Write(writer, 1);
        Snapshot(writer, 1);
        Write(writer, 2);
        Assert.Equal(2, Snapshot(writer, 2).OperatorEntryCount);

        writer.Commit(2);

        Assert.Equal(["part-0-1: 1", "part-0-2: 2"], Visible());
    }

    [Fact]
    public void Completion_of_an_older_checkpoint_after_a_newer_one_changes_nothing()
    {
        using var writer = Begin();
        Write(writer, 1);
        Snapshot(writer, 1);
        Write(writer, 2);
        Snapshot(writer, 2);
        writer.Commit(2);
        writer.Commit(1);
        writer.Commit(2);

        Assert.Equal(["part-0-1: 1", "part-0-2: 2"], Visible());
    }

    [Fact]
    public void Restored_writer_commits_what_its_checkpoint_had_and_removes_what_came_after()
    {
        SavedState state;
        using (var writer = Begin())
        {
            Write(writer, 1);
            state = Snapshot(writer, 1);
            Write(writer, 2);
            Snapshot(writer, 2);
            Write(writer, 3);
            writer.Flush(endOfInput: false);
        }

        using var second = Begin(state, attempt: 1);
        Assert.Equal(["part-0-1: 1"], Visible());
        Assert.Equal(["part-0-1"], Names());

        Write(second, 2);
        Snapshot(second, 3);
        second.Commit(3);
        Assert.Equal(["part-0-1: 1", "part-0-3: 2"], Visible());
    }

    [Fact]
    public void Restored_writer_that_finds_its_parts_committed_goes_on()
    {
        SavedState state;
        using (var writer = Begin())
        {
            Write(writer, 1);
            state = Snapshot(writer, 1);
            writer.Commit(1);
        }

        using var second = Begin(state, attempt: 1);

        Assert.Equal(["part-0-1: 1"], Visible());
    }

    [Fact]
    public void Part_of_a_later_checkpoint_than_the_restored_one_is_refused()
    {
        SavedState state;
        using (var writer = Begin())
        {
            Write(writer, 1);
            state = Snapshot(writer, 1);
            writer.Commit(1);
            Write(writer, 2);
            Snapshot(writer, 2);
            writer.Commit(2);
        }

        var failure = Assert.Throws<FlinkException>(() => Begin(state));
        Assert.Contains("holds 'part-0-2', which was made visible by a checkpoint after 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_that_is_gone_is_an_error_and_not_a_gap()
    {
        SavedState state;
        using (var writer = Begin())
        {
            Write(writer, 1);
            state = Snapshot(writer, 1);
        }

        File.Delete(_folder.At("out/.part-0-1.pending"));

        Assert.Contains("The part 'part-0-1'", Assert.Throws<FlinkException>(() => Begin(state, attempt: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void End_of_input_waits_for_a_checkpoint_where_there_are_results()
    {
        using var writer = Begin();
        Assert.False(writer.AwaitsCommit);
        Write(writer, 1);
        writer.Flush(endOfInput: true);
        Assert.True(writer.AwaitsCommit);

        Snapshot(writer, 4);
        writer.Commit(4);

        Assert.False(writer.AwaitsCommit);
        Assert.Equal(["part-0-4: 1"], Visible());
    }

    [Fact]
    public void Output_of_an_earlier_run_is_refused_or_removed_when_the_job_starts()
    {
        _folder.Write("out/part-0-9", "old"u8);
        _folder.Write("out/.part-0-10.pending", "old"u8);
        _folder.Write("out/other.txt", "other"u8);
        Assert.Contains("holds results of an earlier run ('part-0-9')", Assert.Throws<FlinkException>(() => Begin()).Message, StringComparison.Ordinal);
        File.Delete(_folder.At("out/part-0-9"));
        Assert.Contains("parts of an earlier run that wait for its checkpoint", Assert.Throws<FlinkException>(() => Begin()).Message, StringComparison.Ordinal);

        using var writer = Begin(overwrite: true);

        Assert.Equal(["other.txt"], Names());
    }

    [Fact]
    public void Writer_that_is_given_up_removes_what_no_checkpoint_has()
    {
        using (var writer = Begin())
        {
            Write(writer, 1);
            Snapshot(writer, 1);
            Write(writer, 2);
            writer.Flush(endOfInput: false);
        }

        Assert.Equal([".part-0-1.pending"], Names());
    }

    private SinkWriter<int> Begin(SavedState? state = null, int attempt = 0, bool overwrite = false)
    {
        var sink = new FileSink<int>(_folder.At("out"), new TextEncoder<int>(), new FileSinkOptions { Overwrite = overwrite });
        var writer = sink.CreateWriter(new Context(attempt));
        if (state is not null)
        {
            writer.Restore(state.Reader);
        }

        writer.Start();
        return writer;
    }

    private static void Write(SinkWriter<int> writer, params int[] records)
    {
        var batch = new Batch<int>(records.Length);
        foreach (var record in records)
        {
            batch.Add(in record, Timestamp.None);
        }

        writer.Write(batch);
    }

    private static SavedState Snapshot(SinkWriter<int> writer, long checkpointId)
    {
        var state = new SavedState(checkpointId);
        writer.Flush(endOfInput: false);
        writer.Snapshot(state);
        return state;
    }

    private IEnumerable<string> Names() =>
        Directory.GetFileSystemEntries(_folder.At("out")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private IEnumerable<string> Visible() => Names()
        .Where(name => !name.StartsWith('.'))
        .Select(name => $"{name}: {string.Join(' ', File.ReadAllLines(_folder.At($"out/{name}")))}");

    /// <summary>A snapshot with its number, for one subtask.</summary>
    private sealed class SavedState(long checkpointId) : StateWriter
    {
        private readonly List<(string Name, ArrayBufferWriter<byte> Bytes)> _entries = [];

        public override long CheckpointId => checkpointId;

        public int OperatorEntryCount => _entries.Count;

        public StateReader Reader => new SavedReader(checkpointId, _entries);

        public override IBufferWriter<byte> BeginOperatorEntry(string name)
        {
            _entries.Add((name, new ArrayBufferWriter<byte>()));
            return _entries[^1].Bytes;
        }

        public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup) => throw new NotSupportedException("A sink has no keys.");

        public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup) => throw new NotSupportedException("A sink has no keys.");

        public override void WriteSchema(string name, ReadOnlySpan<byte> schema) => throw new NotSupportedException("A sink has no schema.");

        public override void WriteLater(IFrozenState state)
        {
            using (state)
            {
                state.Write(this, CancellationToken.None);
            }
        }
    }

    private sealed class SavedReader(long checkpointId, List<(string Name, ArrayBufferWriter<byte> Bytes)> entries) : StateReader
    {
        public override long CheckpointId => checkpointId;

        public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name) =>
            entries.Where(entry => entry.Name == name).Select(entry => entry.Bytes.WrittenMemory);

        public override IEnumerable<ReadOnlyMemory<byte>> UnionEntries(string name) => OperatorEntries(name);

        public override IReadOnlyList<string> Names => [.. entries.Select(entry => entry.Name).Distinct()];

        public override IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => [];

        public override ReadOnlyMemory<byte> ReadSchema(string name) => default;
    }

    private sealed class Context(int attempt) : RuntimeContext
    {
        public override string JobName => "test";

        public override string TaskName => "Sink (1/1)";

        public override int SubtaskIndex => 0;

        public override int Parallelism => 1;

        public override int MaxParallelism => 128;

        public override int Attempt => attempt;

        public override bool HasCheckpoints => true;

        public override TimeProvider Clock => TimeProvider.System;

        public override CancellationToken Cancellation => default;

        public override void AddAccumulator(string name, IAccumulator accumulator) => throw new NotSupportedException();
    }
}
