using System.Buffers;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Core.State;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.Sources;

/// <summary>Runs a source's enumerator and readers on the calling thread, poll by poll, with every split through its serializer.</summary>
internal sealed class SourceDriver<T, TSplit> : ISplitEnumeratorContext<TSplit>, IDisposable
    where TSplit : ISplit
{
    private readonly Source<T, TSplit> _source;
    private readonly SplitEnumerator<TSplit> _enumerator;
    private readonly List<Reader> _readers = [];
    private readonly List<(int Subtask, TSplit Split)> _assigned = [];
    private readonly int _batchSize;

    public SourceDriver(
        Source<T, TSplit> source, int parallelism = 1, int batchSize = 16, TimeProvider? clock = null, SourceSnapshot? restored = null)
    {
        _source = source;
        Parallelism = parallelism;
        _batchSize = batchSize;
        _enumerator = source.CreateEnumerator(this);
        for (var subtask = 0; subtask < parallelism; subtask++)
        {
            _readers.Add(new Reader(this, subtask, new TestRuntimeContext(subtask, parallelism, clock)));
        }

        if (restored is not null)
        {
            _enumerator.Restore(restored.Enumerator);
        }

        _enumerator.Start();
        Open(restored);
    }

    public int Parallelism { get; }

    public IReadOnlyList<Reader> Readers => _readers;

    public IReadOnlyList<(int Subtask, TSplit Split)> Assigned => _assigned;

    /// <summary>Polls all readers in turn until every one has ended.</summary>
    public List<List<T>> RunToEnd()
    {
        while (_readers.Any(reader => !reader.Ended))
        {
            var progress = false;
            foreach (var reader in _readers)
            {
                progress |= reader.PollIfWoken();
            }

            Assert.True(progress, "Every reader waits and none was woken.");
        }

        return [.. _readers.Select(reader => reader.Records)];
    }

    public SourceSnapshot Snapshot()
    {
        var state = new MemoryState();
        _enumerator.Snapshot(state);
        var splits = _readers.Where(reader => !reader.Ended).SelectMany(reader => reader.Snapshot()).Select(Serialize).ToList();
        return new SourceSnapshot(state, splits);
    }

    public void AssignSplit(TSplit split, int subtask)
    {
        _assigned.Add((subtask, split));
        _readers[subtask].Add(_source.SplitSerializer.Read(Serialize(split)));
    }

    public void SignalNoMoreSplits(int subtask) => _readers[subtask].NoMoreSplits();

    public void CallAsync<TResult>(Func<CancellationToken, Task<TResult>> work, Action<TResult> handler) =>
        handler(work(CancellationToken.None).GetAwaiter().GetResult());

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _enumerator.Close();
    }

    private void Open(SourceSnapshot? restored)
    {
        for (var i = 0; i < (restored?.Splits.Count ?? 0); i++)
        {
            _readers[i % Parallelism].Add(_source.SplitSerializer.Read(restored!.Splits[i]));
        }

        foreach (var reader in _readers)
        {
            reader.Start();
            _enumerator.AddReader(reader.Subtask);
        }
    }

    private byte[] Serialize(TSplit split)
    {
        var buffer = new ArrayBufferWriter<byte>();
        _source.SplitSerializer.Write(split, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    internal sealed class Reader : ISourceReaderContext, IDisposable
    {
        private readonly SourceDriver<T, TSplit> _driver;
        private readonly SourceReader<T, TSplit> _reader;
        private readonly Batch<T> _batch;
        private readonly AutoResetEvent _wakeup = new(false);
        private volatile bool _woken = true;

        public Reader(SourceDriver<T, TSplit> driver, int subtask, RuntimeContext runtime)
        {
            _driver = driver;
            Subtask = subtask;
            Runtime = runtime;
            _batch = new Batch<T>(driver._batchSize);
            _reader = driver._source.CreateReader(this);
        }

        public int Subtask { get; }

        public RuntimeContext Runtime { get; }

        public List<T> Records { get; } = [];

        public List<long> Timestamps { get; } = [];

        public bool Ended { get; private set; }

        public long? WakeTime { get; private set; }

        public ReadStatus Poll()
        {
            _woken = false;
            var status = _reader.Poll(_batch);
            Records.AddRange(_batch.Records);
            Timestamps.AddRange(_batch.Timestamps);
            _batch.Clear();
            _woken |= status == ReadStatus.MoreAvailable;
            Ended = status == ReadStatus.EndOfInput;
            return status;
        }

        /// <summary>Polls until the reader has nothing at hand.</summary>
        public void PollAll()
        {
            Poll();
            while (PollIfWoken())
            {
            }
        }

        public bool PollIfWoken()
        {
            if (Ended || !_woken)
            {
                return false;
            }

            Poll();
            return true;
        }

        /// <summary>Polls whenever the reader woke its task, from whatever thread, until a condition holds.</summary>
        public void PollUntil(Func<bool> condition)
        {
            while (!condition())
            {
                if (!PollIfWoken() && !_woken)
                {
                    Assert.False(Ended, "The reader has ended.");
                    Assert.True(_wakeup.WaitOne(TimeSpan.FromMinutes(2)), "The reader was not woken.");
                }
            }
        }

        /// <summary>Polls likewise until something that happens elsewhere has happened, of which the reader need not hear.</summary>
        public TResult PollUntil<TResult>(Task<TResult> done)
        {
            // Without a look at the condition the wait would go on until the reader is woken, which may be never.
            done.ContinueWith(_ => _wakeup.Set(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            PollUntil(() => done.IsCompleted);
            return done.GetAwaiter().GetResult();
        }

        public void Start() => _reader.Start();

        public void Add(TSplit split) => _reader.AddSplits([split]);

        public void NoMoreSplits() => _reader.NoMoreSplits();

        public IReadOnlyList<TSplit> Snapshot() => _reader.Snapshot();

        public void RequestSplit() => _driver._enumerator.HandleSplitRequest(Subtask);

        public void Wake()
        {
            _woken = true;
            _wakeup.Set();
        }

        public void WakeAt(long time) => WakeTime = time;

        public void Dispose()
        {
            _reader.Dispose();
        }
    }
}

/// <summary>What a stopped source is restored from.</summary>
internal sealed record SourceSnapshot(StateReader Enumerator, IReadOnlyList<byte[]> Splits)
{
    public SourceSnapshot(MemoryState enumerator, IReadOnlyList<byte[]> splits)
        : this(enumerator.ShareOf(0, 1, 128), splits)
    {
    }
}
