using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Flink.Runtime.State;

/// <summary>Writes entries into a sink as they come, in parts of <see cref="SnapshotPart"/>; holds back no more than one part.</summary>
internal sealed class PartWriter : IBufferWriter<byte>
{
    private const int UsualPart = 64 * 1024;

    private readonly StateSink _sink;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly byte[] _header = new byte[SnapshotPart.HeaderSize];
    private byte[] _content = new byte[UsualPart];
    private int _used;
    private byte _kind;
    private int _name;
    private int _group;
    private bool _isOpen;
    private bool _isBegun;

    public PartWriter(StateSink sink)
    {
        _sink = sink;
        Span<byte> version = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(version, SnapshotPart.Version);
        sink.Write(version);
    }

    /// <summary>Begins an entry, after the one before it.</summary>
    public PartWriter Begin(byte kind, string name, int group = 0)
    {
        End();
        (_kind, _name, _group) = (kind, NumberOf(name), group);
        (_isOpen, _isBegun) = (true, false);
        return this;
    }

    /// <summary>Writes a whole entry.</summary>
    public void Write(byte kind, string name, int group, ReadOnlySpan<byte> content)
    {
        End();
        Emit(kind, NumberOf(name), group, content);
    }

    /// <summary>Ends the entry that was begun last.</summary>
    public void End()
    {
        if (_isOpen && (_used > 0 || !_isBegun))
        {
            EmitContent();
        }

        _isOpen = false;
    }

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _content.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _content.AsSpan(_used);
    }

    private void MakeRoom(int count)
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("An entry was written to after it had ended.");
        }

        if (_content.Length - _used >= count)
        {
            return;
        }

        if (_used > 0)
        {
            EmitContent();
        }

        if (_content.Length < count)
        {
            _content = new byte[count];
        }
    }

    private void EmitContent()
    {
        Emit(_kind, _name, _group, _content.AsSpan(0, _used));
        (_used, _isBegun) = (0, true);
        _kind = _kind == SnapshotPart.OperatorEntry ? SnapshotPart.OperatorRest : _kind;
    }

    private int NumberOf(string name)
    {
        if (!_names.TryGetValue(name, out var number))
        {
            number = _names.Count;
            _names.Add(name, number);
            Emit(SnapshotPart.Name, number, 0, Encoding.UTF8.GetBytes(name));
        }

        return number;
    }

    private void Emit(byte kind, int name, int group, ReadOnlySpan<byte> content)
    {
        _header[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(1), name);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(5), group);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(9), content.Length);
        _sink.Write(_header);
        _sink.Write(content);
    }
}
