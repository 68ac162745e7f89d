namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A piece of a file.</summary>
/// <param name="Bytes">The piece; empty at the end.</param>
/// <param name="Size">Bytes of the whole file when the piece was read.</param>
public sealed record LogPiece(byte[] Bytes, long Size);
