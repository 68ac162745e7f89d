using System.Buffers.Binary;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Field by field, after a byte that says that there is an object.</summary>
internal readonly struct PaymentByHand : IHandCodec<Payment>
{
    private const int Size = 41;

    public static int WriteAll(ReadOnlySpan<Payment> records, byte[] target)
    {
        var position = 0;
        foreach (var record in records)
        {
            position += Write(target.AsSpan(position), record);
        }

        return position;
    }

    public static void ReadAll(byte[] source, Span<Payment> records)
    {
        var position = 0;
        foreach (ref var record in records)
        {
            record = Read(source.AsSpan(position))!;
            position += Size;
        }
    }

    private static int Write(Span<byte> target, Payment record)
    {
        if (target.Length < Size)
        {
            throw new InvalidOperationException("The array is full.");
        }

        target[0] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], record.Id);
        BinaryPrimitives.WriteInt64LittleEndian(target[9..], record.Account);
        BinaryPrimitives.WriteDoubleLittleEndian(target[17..], record.Amount);
        BinaryPrimitives.WriteInt32LittleEndian(target[25..], record.Currency);
        BinaryPrimitives.WriteInt32LittleEndian(target[29..], record.Kind);
        BinaryPrimitives.WriteInt64LittleEndian(target[33..], record.Time);
        return Size;
    }

    private static Payment? Read(ReadOnlySpan<byte> source) => source[0] == 0 ? null : new Payment
    {
        Id = BinaryPrimitives.ReadInt64LittleEndian(source[1..]),
        Account = BinaryPrimitives.ReadInt64LittleEndian(source[9..]),
        Amount = BinaryPrimitives.ReadDoubleLittleEndian(source[17..]),
        Currency = BinaryPrimitives.ReadInt32LittleEndian(source[25..]),
        Kind = BinaryPrimitives.ReadInt32LittleEndian(source[29..]),
        Time = BinaryPrimitives.ReadInt64LittleEndian(source[33..]),
    };
}
