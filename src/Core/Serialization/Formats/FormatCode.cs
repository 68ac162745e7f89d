using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>Generates the two functions of <see cref="GeneratedFormat{T}"/>.</summary>
internal static class FormatCode
{
    public delegate void WriteRecord<T>(ref RecordWriter writer, ref T record);

    public delegate void ReadRecord<T>(ref RecordReader reader, out T record);

    private static readonly MethodInfo BeginObjectMethod = Own(nameof(BeginObject));
    private static readonly MethodInfo FindObjectMethod = Own(nameof(FindObject));
    private static readonly MethodInfo MemberwiseCloneMethod =
        typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The least bytes of a value: a class may be null, a struct has all its fields.</summary>
    public static int MinSizeOf(Type type) =>
        type.IsValueType ? RecordFields.Of(type).Sum(field => MinSizeOfFormat(FormatRules.FormatOf(field.FieldType))) : 1;

    public static WriteRecord<T> CompileWrite<T>()
    {
        var type = typeof(T);
        var method = new DynamicMethod(
            $"Write {type.Name}", null, [typeof(RecordWriter).MakeByRefType(), type.MakeByRefType()], typeof(FormatCode).Module, true);
        var il = method.GetILGenerator();
        var end = il.DefineLabel();
        if (!type.IsValueType)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldind_Ref);
            il.Emit(OpCodes.Call, BeginObjectMethod.MakeGenericMethod(type));
            il.Emit(OpCodes.Brfalse, end);
        }

        foreach (var field in RecordFields.Of(type))
        {
            il.Emit(OpCodes.Ldarg_0);
            EmitFieldAddress(il, OpCodes.Ldarg_1, field);
            il.Emit(OpCodes.Call, FormatMethod(field, nameof(IRecordFormat<T>.Write)));
        }

        il.MarkLabel(end);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<WriteRecord<T>>();
    }

    public static ReadRecord<T> CompileRead<T>()
    {
        var type = typeof(T);
        var reader = typeof(RecordReader).MakeByRefType();
        var method = new DynamicMethod(
            $"Read {type.Name}", null, [typeof(object), reader, type.MakeByRefType()], typeof(FormatCode).Module, true);
        var il = method.GetILGenerator();
        var end = il.DefineLabel();
        EmitBlank(il, type, end);
        foreach (var field in RecordFields.Of(type))
        {
            il.Emit(OpCodes.Ldarg_1);
            EmitFieldAddress(il, OpCodes.Ldarg_2, field);
            il.Emit(OpCodes.Call, FormatMethod(field, nameof(IRecordFormat<T>.Read)));
        }

        il.MarkLabel(end);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<ReadRecord<T>>(Blank(type));
    }

    /// <summary>Writes whether there is an object, and refuses one of another class than its field or array declares.</summary>
    private static bool BeginObject<T>(ref RecordWriter writer, T? record)
        where T : class
    {
        if (record is null)
        {
            writer.Write((byte)0);
            return false;
        }

        if (record.GetType() != typeof(T))
        {
            throw new FlinkException(
                $"An object of class '{TypeNames.Display(record.GetType())}' cannot be serialized where "
                + $"'{TypeNames.Display(typeof(T))}' is declared: it would lose what its class adds. Declare the derived class, or hold the choice in a field.");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FlinkException(
                $"An object of class '{TypeNames.Display(typeof(T))}' cannot be serialized: it refers to itself, or to a chain of objects "
                + "too long to follow. Use a list instead of linked objects.");
        }

        writer.Write((byte)1);
        return true;
    }

    /// <summary>Reads whether there is an object.</summary>
    private static bool FindObject(ref RecordReader reader)
    {
        BooleanFormat.Read(ref reader, out var present);
        if (present && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            reader.ThrowCorrupt("objects are nested too deep");
        }

        return present;
    }

    /// <summary>Leaves in the location a record whose fields are all zero, or leaves null there and jumps to the end.</summary>
    private static void EmitBlank(ILGenerator il, Type type, Label end)
    {
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Initobj, type);
        if (type.IsValueType)
        {
            return;
        }

        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, FindObjectMethod);
        il.Emit(OpCodes.Brfalse, end);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, MemberwiseCloneMethod);
        il.Emit(OpCodes.Stind_Ref);
    }

    // Cloning an object that no constructor touched is the cheapest way to get another one.
    private static object? Blank(Type type)
    {
        if (type.IsValueType)
        {
            return null;
        }

        var blank = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(blank);
        return blank;
    }

    private static void EmitFieldAddress(ILGenerator il, OpCode argument, FieldInfo field)
    {
        il.Emit(argument);
        if (!field.DeclaringType!.IsValueType)
        {
            il.Emit(OpCodes.Ldind_Ref);
        }

        il.Emit(OpCodes.Ldflda, field);
    }

    private static MethodInfo FormatMethod(FieldInfo field, string name) => FormatRules.FormatOf(field.FieldType).GetMethod(name)!;

    private static int MinSizeOfFormat(Type format) => (int)format.GetProperty(nameof(IRecordFormat<int>.MinSize))!.GetValue(null)!;

    private static MethodInfo Own(string name) => typeof(FormatCode).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
