import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Elasticsearch up to 1.x asks the JVM for its boot class path, which Java 9 and later answer with an exception, and dies.
 * Writes a copy of the one class that asks, in which the answer is the empty string. Arguments: the jar, the folder to write to.
 */
public class PatchBootClassPath {
  public static void main(String[] args) throws Exception {
    String name = "org/elasticsearch/monitor/jvm/JvmInfo.class";
    byte[] before;
    try (ZipFile jar = new ZipFile(args[0])) {
      before = jar.getInputStream(jar.getEntry(name)).readAllBytes();
    }
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(before).accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] thrown) {
        return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, method, descriptor, signature, thrown)) {
          @Override
          public void visitMethodInsn(int opcode, String owner, String called, String type, boolean onInterface) {
            if (called.equals("getBootClassPath")) {
              super.visitInsn(Opcodes.POP);
              super.visitLdcInsn("");
            } else {
              super.visitMethodInsn(opcode, owner, called, type, onInterface);
            }
          }
        };
      }
    }, 0);
    Path out = Path.of(args[1], name);
    Files.createDirectories(out.getParent());
    Files.write(out, writer.toByteArray());
  }
}
