using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Types;

namespace Flink.Benchmarks.Prototypes;

/// <summary>
/// A thread that deals records out by the hash of their key to two receivers and sends each full batch, and one that reads them: one
/// loopback connection, blocking calls, eight batches of credit for each receiver, a checksum over each batch.
/// </summary>
internal sealed class TcpExchange<T, TCodec> : IWork
    where T : IKeyedSample<T>
    where TCodec : struct, IHandCodec<T>
{
    private const int SourceBatch = 1024;
    private const int Credits = 8;
    private const int CreditStep = 4;
    private const int HeaderBytes = 32;
    private const int MostBytes = 256 << 10;

    // Larger batches of text would be arrays that are collected with the whole heap only.
    private static readonly int BatchSize = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? 512 : 1024;

    private readonly T[] _store = KeyedStore.Make<T>();
    private readonly long[] _timestamps = KeyedStore.Timestamps();
    private readonly long _records;
    private readonly Socket _sender;
    private readonly Socket _receiver;

    public TcpExchange(long records)
    {
        _records = records;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();
        _receiver.NoDelay = true;
    }

    public long Units => _records;

    public long Run()
    {
        var sum = 0L;
        var consumer = new Thread(() => sum = Consume());
        consumer.Start();
        Produce();
        consumer.Join();
        return sum;
    }

    private void Produce()
    {
        var building = new PrototypeBatch<T>[KeyedStore.Receivers];
        var credits = new int[KeyedStore.Receivers];
        for (var i = 0; i < building.Length; i++)
        {
            building[i] = new PrototypeBatch<T>(BatchSize);
            credits[i] = Credits;
        }

        var frame = new byte[MostBytes];
        for (long done = 0; done < _records; done += SourceBatch)
        {
            var start = (int)(done % KeyedStore.Count);
            for (var i = start; i < start + SourceBatch; i++)
            {
                var receiver = KeyGroups.OperatorIndexOf(StableHash.Of(T.KeyOf(_store[i])), KeyedStore.MaxParallelism, KeyedStore.Receivers);
                var batch = building[receiver];
                batch.Records[batch.Count] = _store[i];
                batch.Timestamps[batch.Count++] = _timestamps[i];
                if (batch.Count == BatchSize)
                {
                    Send(batch, receiver, credits, frame);
                }
            }
        }

        for (var i = 0; i < building.Length; i++)
        {
            Send(building[i], i, credits, frame);
        }
    }

    private void Send(PrototypeBatch<T> batch, int receiver, int[] credits, byte[] frame)
    {
        Span<byte> credit = stackalloc byte[sizeof(int)];
        while (credits[receiver] == 0 || _sender.Available >= sizeof(int))
        {
            ReceiveAll(_sender, credit);
            credits[MemoryMarshal.Read<int>(credit)] += CreditStep;
        }

        credits[receiver]--;
        var length = batch.Count == 0 ? 0 : TCodec.WriteAll(batch.Records.AsSpan(0, batch.Count), frame);
        var timestamps = MemoryMarshal.AsBytes(batch.Timestamps.AsSpan(0, batch.Count));
        timestamps.CopyTo(frame.AsSpan(length));
        length += timestamps.Length;
        Span<byte> header = stackalloc byte[HeaderBytes];
        MemoryMarshal.Write(header, length);
        MemoryMarshal.Write(header[4..], batch.Count);
        MemoryMarshal.Write(header[8..], receiver);
        MemoryMarshal.Write(header[16..], XxHash3.HashToUInt64(frame.AsSpan(0, length)));
        _sender.Send(header);
        _sender.Send(frame.AsSpan(0, length));
        batch.Count = 0;
    }

    private long Consume()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var records = new T[BatchSize];
        var timestamps = new long[BatchSize];
        var taken = new int[KeyedStore.Receivers];
        var shared = new byte[MostBytes];
        var keepsBytes = typeof(T) == typeof(Utf8Event);
        var sum = 0L;
        for (var left = _records; left > 0;)
        {
            ReceiveAll(_receiver, header);
            var length = MemoryMarshal.Read<int>(header);
            var count = MemoryMarshal.Read<int>(header[4..]);
            var receiver = MemoryMarshal.Read<int>(header[8..]);
            var frame = keepsBytes ? GC.AllocateUninitializedArray<byte>(length) : shared;
            ReceiveAll(_receiver, frame.AsSpan(0, length));
            if (XxHash3.HashToUInt64(frame.AsSpan(0, length)) != MemoryMarshal.Read<ulong>(header[16..]))
            {
                throw new InvalidOperationException("A batch came with a wrong checksum.");
            }

            TCodec.ReadAll(frame, records.AsSpan(0, count));
            frame.AsSpan(length - (count * sizeof(long)), count * sizeof(long)).CopyTo(MemoryMarshal.AsBytes(timestamps.AsSpan()));
            sum += Sum(records.AsSpan(0, count), timestamps);
            left -= count;
            if (++taken[receiver] == CreditStep)
            {
                taken[receiver] = 0;
                _receiver.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref receiver)));
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Sum(Span<T> records, long[] timestamps)
    {
        var sum = 0L;
        for (var i = 0; i < records.Length; i++)
        {
            sum += T.Checksum(in records[i]) ^ timestamps[i];
        }

        return sum;
    }

    private static void ReceiveAll(Socket socket, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            target = target[socket.Receive(target)..];
        }
    }
}
