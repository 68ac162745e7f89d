using System.Buffers;
using System.Buffers.Binary;
using Flink.Core.Sources;

namespace Flink.Semantics.Tests.Harness;

/// <summary>The position in four bytes.</summary>
internal sealed class ScriptSplitSerializer : ISplitSerializer<ScriptSplit>
{
    public void Write(ScriptSplit split, IBufferWriter<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(sizeof(int)), split.Next);
        target.Advance(sizeof(int));
    }

    public ScriptSplit Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadInt32LittleEndian(bytes));
}
