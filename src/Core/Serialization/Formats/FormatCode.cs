using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>Generates the two loops of <see cref="GeneratedFormat{T}"/>.</summary>
internal static class FormatCode
{
    /// <summary>Writes so many records that lie side by side.</summary>
    public delegate void WriteRecords<T>(ref RecordWriter writer, ref T first, int count);

    /// <summary>Reads so many records that lie side by side, for which bytes were set aside.</summary>
    public delegate void ReadRecords<T>(ref RecordReader reader, ref T first, int count);

    private static readonly MethodInfo WriteHeaderMethod = Own(nameof(WriteHeader));
    private static readonly MethodInfo ReadHeaderMethod = Own(nameof(ReadHeader));
    private static readonly MethodInfo EnterWriteMethod = typeof(ObjectGuard).GetMethod(nameof(ObjectGuard.EnterWrite))!;
    private static readonly MethodInfo EnterReadMethod = typeof(ObjectGuard).GetMethod(nameof(ObjectGuard.EnterRead))!;
    private static readonly MethodInfo ReleaseMethod = typeof(RecordReader).GetMethod(nameof(RecordReader.Release))!;
    private static readonly MethodInfo GetTypeMethod = typeof(object).GetMethod(nameof(GetType))!;
    private static readonly MethodInfo TypeOfMethod = typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!;
    private static readonly MethodInfo RoomMethod = typeof(RecordWriter).GetMethod(nameof(RecordWriter.Claim), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo TakeMethod = typeof(RecordReader).GetMethod(nameof(RecordReader.Take), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The least bytes of a value: a class may be null, a struct has all its fields.</summary>
    public static int MinSizeOf(Type type) =>
        type.IsValueType ? RecordFields.Of(type).Sum(field => MinSizeOfFormat(FormatRules.FormatOf(field.FieldType))) : 1;

    public static WriteRecords<T> CompileWrite<T>()
    {
        var type = typeof(T);
        var method = new DynamicMethod(
            $"Write {type.Name}", null, [typeof(RecordWriter).MakeByRefType(), type.MakeByRefType(), typeof(int)], typeof(FormatCode).Module, true);
        var il = method.GetILGenerator();
        EmitLoop(il, type, OpCodes.Ldarg_1, OpCodes.Ldarg_2, record => EmitWrite(il, type, record));
        return method.CreateDelegate<WriteRecords<T>>();
    }

    public static ReadRecords<T> CompileRead<T>()
    {
        var type = typeof(T);
        var method = new DynamicMethod(
            $"Read {type.Name}",
            null,
            [typeof(object), typeof(RecordReader).MakeByRefType(), type.MakeByRefType(), typeof(int)],
            typeof(FormatCode).Module,
            true);
        var il = method.GetILGenerator();
        EmitLoop(il, type, OpCodes.Ldarg_2, OpCodes.Ldarg_3, record =>
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, MinSizeOf(type));
            il.Emit(OpCodes.Call, ReleaseMethod);
            EmitRead(il, type, record);
        });
        return method.CreateDelegate<ReadRecords<T>>(Blanks.Of(type));
    }

    /// <summary>Whether the code for a type calls itself again, so that bytes or objects decide how deep.</summary>
    private static bool IsRecursive(Type type) => RecordSchema.Of(type).IsRecursive;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteHeader(ref RecordWriter writer, byte header) => writer.Write(header);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ReadHeader(ref RecordReader reader) => reader.Read<byte>();

    /// <summary>A loop with the address of each record in a local.</summary>
    private static void EmitLoop(ILGenerator il, Type type, OpCode first, OpCode count, Action<LocalBuilder> body)
    {
        var record = il.DeclareLocal(type.MakeByRefType());
        var left = il.DeclareLocal(typeof(int));
        var (next, test) = (il.DefineLabel(), il.DefineLabel());
        il.Emit(first);
        il.Emit(OpCodes.Stloc, record);
        il.Emit(count);
        il.Emit(OpCodes.Stloc, left);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(next);
        body(record);
        il.Emit(OpCodes.Ldloc, record);
        il.Emit(OpCodes.Sizeof, type);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, record);
        il.Emit(OpCodes.Ldloc, left);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stloc, left);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, left);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Bgt, next);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitWrite(ILGenerator il, Type type, LocalBuilder record)
    {
        if (type.IsValueType)
        {
            EmitWriteFields(il, type, record, null);
            return;
        }

        var (isNull, isDerived, end) = (il.DefineLabel(), il.DefineLabel(), il.DefineLabel());
        var value = il.DeclareLocal(type);
        il.Emit(OpCodes.Ldloc, record);
        il.Emit(OpCodes.Ldind_Ref);
        il.Emit(OpCodes.Stloc, value);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Brfalse, isNull);
        if (!type.IsSealed)
        {
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Callvirt, GetTypeMethod);
            il.Emit(OpCodes.Ldtoken, type);
            il.Emit(OpCodes.Call, TypeOfMethod);
            il.Emit(OpCodes.Bne_Un, isDerived);
        }

        if (!type.IsAbstract)
        {
            EmitGuard(il, type, OpCodes.Ldloc, value, EnterWriteMethod);
            EmitWriteFields(il, type, value, 1);
        }

        il.Emit(OpCodes.Br, end);
        il.MarkLabel(isNull);
        EmitWriteHeader(il, 0);
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(isDerived);
        EmitGuard(il, type, OpCodes.Ldloc, value, EnterWriteMethod);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Call, typeof(DerivedFormat<>).MakeGenericType(type).GetMethod(nameof(DerivedFormat<object>.Write))!);
        il.MarkLabel(end);
    }

    private static void EmitRead(ILGenerator il, Type type, LocalBuilder record)
    {
        il.Emit(OpCodes.Ldloc, record);
        il.Emit(OpCodes.Initobj, type);
        if (type.IsValueType)
        {
            EmitReadFields(il, type, record);
            return;
        }

        var (isOther, end) = (il.DefineLabel(), il.DefineLabel());
        var (value, header) = (il.DeclareLocal(type), il.DeclareLocal(typeof(byte)));
        EmitGuard(il, type, OpCodes.Ldarg_1, null, EnterReadMethod);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, ReadHeaderMethod);
        il.Emit(OpCodes.Stloc, header);
        if (!type.IsAbstract)
        {
            il.Emit(OpCodes.Ldloc, header);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Bne_Un, isOther);
            Blanks.Emit(il, type);
            il.Emit(OpCodes.Stloc, value);
            il.Emit(OpCodes.Ldloc, record);
            il.Emit(OpCodes.Ldloc, value);
            il.Emit(OpCodes.Stind_Ref);
            EmitReadFields(il, type, value);
            il.Emit(OpCodes.Br, end);
        }

        il.MarkLabel(isOther);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, header);
        il.Emit(OpCodes.Ldloc, record);
        il.Emit(OpCodes.Call, typeof(DerivedFormat<>).MakeGenericType(type).GetMethod(nameof(DerivedFormat<object>.Read))!);
        il.MarkLabel(end);
    }

    /// <summary>Checks the room on the stack, where a type can contain itself.</summary>
    private static void EmitGuard(ILGenerator il, Type type, OpCode load, LocalBuilder? local, MethodInfo guard)
    {
        if (!IsRecursive(type))
        {
            return;
        }

        if (local is null)
        {
            il.Emit(load);
        }
        else
        {
            il.Emit(load, local);
        }

        il.Emit(OpCodes.Call, guard);
    }

    private static void EmitWriteHeader(ILGenerator il, byte header)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, (int)header);
        il.Emit(OpCodes.Call, WriteHeaderMethod);
    }

    /// <summary>Writes a header, if there is one, and all fields; fields of fixed size that follow each other need one look at the room.</summary>
    private static void EmitWriteFields(ILGenerator il, Type type, LocalBuilder owner, byte? header)
    {
        var start = il.DeclareLocal(typeof(byte).MakeByRefType());
        var fields = RecordFields.Of(type);
        var position = header is null ? 0 : 1;
        for (var i = 0; i < fields.Count || position > 0; position = 0)
        {
            var run = RunFrom(fields, i);
            if (run.Count == 0 && position == 0)
            {
                EmitCall(il, owner, fields[i++], OpCodes.Ldarg_0, nameof(IRecordFormat<int>.Write));
                continue;
            }

            EmitStart(il, OpCodes.Ldarg_0, RoomMethod, position + run.Sum(field => SizeOf(field.FieldType)), start);
            if (position > 0)
            {
                il.Emit(OpCodes.Ldloc, start);
                il.Emit(OpCodes.Ldc_I4, (int)header!);
                il.Emit(OpCodes.Stind_I1);
            }

            foreach (var field in run)
            {
                EmitPlace(il, start, position);
                il.Emit(OpCodes.Ldloc, owner);
                il.Emit(OpCodes.Ldfld, field);
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Stobj, field.FieldType);
                position += SizeOf(field.FieldType);
            }

            i += run.Count;
        }
    }

    /// <summary>Reads all fields, likewise.</summary>
    private static void EmitReadFields(ILGenerator il, Type type, LocalBuilder owner)
    {
        var start = il.DeclareLocal(typeof(byte).MakeByRefType());
        var fields = RecordFields.Of(type);
        for (var i = 0; i < fields.Count;)
        {
            var run = RunFrom(fields, i);
            if (run.Count == 0)
            {
                EmitCall(il, owner, fields[i++], OpCodes.Ldarg_1, nameof(IRecordFormat<int>.Read));
                continue;
            }

            EmitStart(il, OpCodes.Ldarg_1, TakeMethod, run.Sum(field => SizeOf(field.FieldType)), start);
            var position = 0;
            foreach (var field in run)
            {
                il.Emit(OpCodes.Ldloc, owner);
                EmitPlace(il, start, position);
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Ldobj, field.FieldType);
                il.Emit(OpCodes.Stfld, field);
                position += SizeOf(field.FieldType);
            }

            i += run.Count;
        }
    }

    /// <summary>The fields from one on whose memory is their format.</summary>
    private static List<FieldInfo> RunFrom(IReadOnlyList<FieldInfo> fields, int first) =>
        [.. fields.Skip(first).TakeWhile(field => FormatRules.IsBlock(field.FieldType))];

    private static void EmitStart(ILGenerator il, OpCode stream, MethodInfo method, int size, LocalBuilder start)
    {
        il.Emit(stream);
        il.Emit(OpCodes.Ldc_I4, size);
        il.Emit(OpCodes.Call, method);
        il.Emit(OpCodes.Stloc, start);
    }

    private static void EmitPlace(ILGenerator il, LocalBuilder start, int position)
    {
        il.Emit(OpCodes.Ldloc, start);
        il.Emit(OpCodes.Ldc_I4, position);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Calls the format of a field, with the reader or writer and the field's address.</summary>
    private static void EmitCall(ILGenerator il, LocalBuilder owner, FieldInfo field, OpCode stream, string name)
    {
        il.Emit(stream);
        il.Emit(OpCodes.Ldloc, owner);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Call, FormatRules.FormatOf(field.FieldType).GetMethod(name)!);
    }

    private static int SizeOf(Type type) => RuntimeHelpers.SizeOf(type.TypeHandle);

    private static int MinSizeOfFormat(Type format) => (int)format.GetProperty(nameof(IRecordFormat<int>.MinSize))!.GetValue(null)!;

    private static MethodInfo Own(string name) => typeof(FormatCode).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
